"""Requests to create a submission, and the responses about one."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AliasGenerator, ConfigDict, Field, field_validator

from api.fields import TIME, ApiModel, described, optional
from api.ingestion.bodies.base import (
    Body,
    CaseInsensitiveEnum,
    ExpandQuery,
    IngestionPageQuery,
    Switch,
    TypeValue,
    wire_name,
)
from common.ids import EXAMPLE_ID

NEVER = "1601-01-01T00:00:00Z"
FRIENDLY_NAME = "Submission {number}"
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2030-01-01T09:00:00Z"])]


class RequestType(CaseInsensitiveEnum):
    REQUEST = "SubmissionCreationRequest"


class SubmissionState(CaseInsensitiveEnum):
    IN_PROGRESS = "InProgress"
    PUBLISHED = "Published"


class Substate(CaseInsensitiveEnum):
    IN_DRAFT = "InDraft"
    SUBMITTED = "Submitted"
    FAILED = "Failed"
    FAILED_IN_CERTIFICATION = "FailedInCertification"
    READY_TO_PUBLISH = "ReadyToPublish"
    PUBLISHING = "Publishing"
    PUBLISHED = "Published"
    IN_STORE = "InStore"


class SubmissionTargetBody(TypeValue):
    """A target of a submission. Other keys are ignored."""

    model_config = ConfigDict(extra="ignore")


class ModuleInstanceBody(TypeValue):
    """A module and its submitted instance."""

    model_config = ConfigDict(extra="ignore")


class VariantResources(Body):
    model_config = ConfigDict(extra="ignore")

    variant_id: str = described("ID of the plan", EXAMPLE_ID)
    resources: list[ModuleInstanceBody] = described(
        "The draft instance of each module of the plan", default_factory=list
    )


class NewPublishOption(Body):
    """How to release the submission. releaseTimeInUtc is rounded up to a day, so the release is never too early."""

    release_time: datetime | None = optional(
        "When the tile should go live; left out to publish it as soon as possible", TIME, alias="releaseTimeInUtc"
    )
    is_manual: bool | None = described(
        "Whether the release stays on hold after the promotion until you confirm it",
        default=None,
        alias="isManualPublish",
    )
    is_automatic: Switch = described(
        "Whether the portal promotes the preview as soon as it is ready", default=False, alias="isAutoPromote"
    )
    notes: str | None = optional("Message to the reviewers", "Only the texts changed.", alias="certificationNotes")

    @field_validator("release_time")
    @classmethod
    def as_utc(cls, moment: datetime | None) -> datetime | None:
        """The time in UTC. A time without an offset is treated as UTC."""
        if moment is None:
            return None
        try:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except OverflowError:
            text = "The time is out of range"
            raise ValueError(text) from None


class NewIngestionSubmissionBody(Body):
    resource_type: RequestType = described("Always `SubmissionCreationRequest`", default=RequestType.REQUEST)
    targets: list[SubmissionTargetBody] = described(
        "Targets of the submission. You can leave them out; the only target is the scope `preview`.",
        [{"type": "Scope", "value": "preview"}],
        default_factory=list,
    )
    resources: list[ModuleInstanceBody] = described(
        "Draft instances of the offer to submit. The whole draft is always submitted.", default_factory=list
    )
    variant_resources: list[VariantResources] = described(
        "Draft instances of each plan to submit. The whole draft is always submitted.", default_factory=list
    )
    publish_option: NewPublishOption | None = optional(
        "How to release the submission; left out to publish it as soon as possible", {"isAutoPromote": True}
    )

    @field_validator("targets")
    @classmethod
    def begin_with_preview(cls, targets: list[SubmissionTargetBody]) -> list[SubmissionTargetBody]:
        """A new submission always starts with a preview."""
        if any((target.type.lower(), target.value.lower()) != ("scope", "preview") for target in targets):
            text = "The only target of a new submission is the scope preview"
            raise ValueError(text)
        return targets


class ResponseBody(ApiModel):
    """A part of a response that clients never send."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=wire_name))


class PublishOption(ResponseBody):
    release_time: Moment | None = described(
        "When the tile should go live; left out to publish it as soon as possible",
        default=None,
        serialization_alias="releaseTimeInUtc",
    )
    is_manual: bool = described(
        "Whether the release stays on hold after the promotion until you confirm it",
        serialization_alias="isManualPublish",
    )
    is_automatic: bool = described(
        "Whether the portal promotes the preview as soon as it is ready", serialization_alias="isAutoPromote"
    )
    notes: str | None = described(
        "Message to the reviewers; left out if there is none",
        "Only the texts changed.",
        default=None,
        serialization_alias="certificationNotes",
    )


class PendingUpdate(ResponseBody):
    update_type: str = described("Always `Create`", "Create", default="Create")
    status: str = described("Running, Completed or Failed", "Running", "Completed", "Failed")


class IngestionSubmissionBody(ResponseBody):
    """A submission. resources and variantResources list every submitted instance."""

    resource_type: str = described("Always `Submission`", "Submission", default="Submission")
    state: SubmissionState = described("Whether the submission is still being processed")
    substate: Substate = described("How far the submission has come")
    targets: list[SubmissionTargetBody] = described("What the submission is for: the scope `preview` or `live`")
    resources: list[ModuleInstanceBody] = described("The submitted instance of each module of the offer")
    variant_resources: list[VariantResources] = described("The submitted instances of each plan")
    publish_option: PublishOption | None = described(
        "How the submission is released. Returned only with `$expand`.", default=None
    )
    published_at: Moment = described(
        "When the tile went live; the year 1601 until then", default=NEVER, serialization_alias="publishedTimeInUtc"
    )
    pending_update: PendingUpdate = described(
        "State of the work on the submission", serialization_alias="pendingUpdateInfo"
    )
    release_number: int = described("Number of the submission in the product, starting at 1", 1)
    friendly_name: str = described("Name of the submission, with its number", "Submission 1")
    are_resources_ready: bool = described("Whether the submission is published")
    id: str = described("ID of the submission, a 19-digit number", "1152921500000000001")


class SubmissionQuery(IngestionPageQuery, ExpandQuery):
    filter: str = described(
        "A state, a target, or both joined by `and`", "State eq 'Published'", default="", alias="$filter"
    )
    state: str = described("Return only submissions in this state", "Published", default="")
