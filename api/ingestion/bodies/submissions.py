"""Requests to create a submission, and the responses about one."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.fields import TIME, optional
from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, ExpandQuery, IngestionPageQuery, Switch, TypeValue
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


class StepName(CaseInsensitiveEnum):
    VALIDATION = "Automated validation"
    PREVIEW = "Preview Creation"
    SIGN_OFF = "Publisher Signoff"
    CERTIFICATION = "Certification"
    PUBLISH = "Publish"


class ItemSeverity(CaseInsensitiveEnum):
    ERROR = "Error"
    WARNING = "Warning"


class ReportStatus(CaseInsensitiveEnum):
    PENDING = "Pending"
    FAILED = "Failed"
    PASSED = "Passed"
    PASSED_WITH_NOTES = "PassedWithNotes"
    UNKNOWN = "Unknown"


class SubmissionTargetBody(TypeValue):
    """A target of a submission. Other keys are ignored."""

    model_config = ConfigDict(extra="ignore")


class ModuleInstanceBody(TypeValue):
    """A module and its submitted instance."""

    model_config = ConfigDict(extra="ignore")


class VariantResources(Body):
    model_config = ConfigDict(extra="ignore")

    variant_id: str = Field(alias="variantID", description="ID of the plan", examples=[EXAMPLE_ID])
    resources: list[ModuleInstanceBody] = Field(
        default_factory=list, description="The draft instance of each module of the plan"
    )


class NewPublishOption(Body):
    """How to release the submission. releaseTimeInUtc is rounded up to a day, so the release is never too early."""

    release_time: datetime | None = optional(
        "When the tile should go live; left out to publish it as soon as possible", TIME, alias="releaseTimeInUtc"
    )
    is_manual: bool | None = Field(
        default=None,
        alias="isManualPublish",
        description="Whether the release stays on hold after the promotion until you confirm it",
    )
    is_automatic: Switch = Field(
        default=False,
        alias="isAutoPromote",
        description="Whether the portal promotes the preview as soon as it is ready",
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
    resource_type: RequestType = Field(
        default=RequestType.REQUEST, alias="resourceType", description="Always `SubmissionCreationRequest`"
    )
    targets: list[SubmissionTargetBody] = Field(
        default_factory=list,
        description="Targets of the submission. You can leave them out; the only target is the scope `preview`.",
        examples=[[{"type": "Scope", "value": "preview"}]],
    )
    resources: list[ModuleInstanceBody] = Field(
        default_factory=list, description="Draft instances of the offer to submit. The whole draft is always submitted."
    )
    variant_resources: list[VariantResources] = Field(
        default_factory=list,
        alias="variantResources",
        description="Draft instances of each plan to submit. The whole draft is always submitted.",
    )
    publish_option: NewPublishOption | None = optional(
        "How to release the submission; left out to publish it as soon as possible",
        {"isAutoPromote": True},
        alias="publishOption",
    )

    @field_validator("targets")
    @classmethod
    def begin_with_preview(cls, targets: list[SubmissionTargetBody]) -> list[SubmissionTargetBody]:
        """A new submission always starts with a preview."""
        if any((target.type.lower(), target.value.lower()) != ("scope", "preview") for target in targets):
            text = "The only target of a new submission is the scope preview"
            raise ValueError(text)
        return targets


class ResponseBody(BaseModel):
    """A part of a response that clients never send."""


class PublishOption(ResponseBody):
    release_time: Moment | None = Field(
        default=None,
        serialization_alias="releaseTimeInUtc",
        description="When the tile should go live; left out to publish it as soon as possible",
    )
    is_manual: bool = Field(
        serialization_alias="isManualPublish",
        description="Whether the release stays on hold after the promotion until you confirm it",
    )
    is_automatic: bool = Field(
        serialization_alias="isAutoPromote",
        description="Whether the portal promotes the preview as soon as it is ready",
    )
    notes: str | None = Field(
        default=None,
        serialization_alias="certificationNotes",
        description="Message to the reviewers; left out if there is none",
        examples=["Only the texts changed."],
    )


class PendingUpdate(ResponseBody):
    update_type: str = Field(
        default="Create", serialization_alias="updateType", description="Always `Create`", examples=["Create"]
    )
    status: str = Field(description="Running, Completed or Failed", examples=["Running", "Completed", "Failed"])


class IngestionSubmissionBody(ResponseBody):
    """A submission. resources and variantResources list every submitted instance."""

    resource_type: str = Field(
        default="Submission",
        serialization_alias="resourceType",
        description="Always `Submission`",
        examples=["Submission"],
    )
    state: SubmissionState = Field(description="Whether the submission is still being processed")
    substate: Substate = Field(description="How far the submission has come")
    targets: list[SubmissionTargetBody] = Field(description="What the submission is for: the scope `preview` or `live`")
    resources: list[ModuleInstanceBody] = Field(description="The submitted instance of each module of the offer")
    variant_resources: list[VariantResources] = Field(
        serialization_alias="variantResources", description="The submitted instances of each plan"
    )
    publish_option: PublishOption | None = Field(
        default=None,
        serialization_alias="publishOption",
        description="How the submission is released. Returned only with `$expand`.",
    )
    published_at: Moment = Field(
        default=NEVER,
        serialization_alias="publishedTimeInUtc",
        description="When the tile went live; the year 1601 until then",
    )
    pending_update: PendingUpdate = Field(
        serialization_alias="pendingUpdateInfo", description="State of the work on the submission"
    )
    release_number: int = Field(
        serialization_alias="releaseNumber",
        description="Number of the submission in the product, starting at 1",
        examples=[1],
    )
    friendly_name: str = Field(
        serialization_alias="friendlyName",
        description="Name of the submission, with its number",
        examples=["Submission 1"],
    )
    are_resources_ready: bool = Field(
        serialization_alias="areResourcesReady", description="Whether the submission is published"
    )
    id: str = Field(description="ID of the submission, a 19-digit number", examples=["1152921500000000001"])


class WorkflowStep(ResponseBody):
    name: StepName = Field(description="Name of the step")
    state: str = Field(
        description="NotStarted, InProgress, Success or Failed",
        examples=["NotStarted", "InProgress", "Success", "Failed"],
    )
    start: Moment | None = Field(
        default=None, serialization_alias="startDateTimeInUtc", description="When the step started; left out until then"
    )
    complete: Moment | None = Field(
        default=None,
        serialization_alias="completeDateTimeInUtc",
        description="When the step was completed; left out until then",
    )


class WorkflowDetail(ResponseBody):
    type: str = Field(default="Publish", description="Always `Publish`", examples=["Publish"])
    state: str = Field(description="NotStarted, InProgress, Success or Failed", examples=["InProgress"])
    target_environment: str = Field(
        serialization_alias="targetEnvironment",
        description="`Preview` for the steps to the preview, `Live` for those to the release",
        examples=["Preview"],
    )
    workflow_steps: list[WorkflowStep] = Field(serialization_alias="workflowSteps", description="The steps, in order")
    start: Moment | None = Field(
        default=None,
        serialization_alias="startDateTimeInUtc",
        description="When the first step started; left out until then",
    )
    complete: Moment | None = Field(
        default=None,
        serialization_alias="completeDateTimeInUtc",
        description="When the last step was completed; left out until then",
    )


class ValidationItem(ResponseBody):
    error_code: str = Field(
        serialization_alias="errorCode",
        description="Code of the check, or `reviewer-comment` or `changes-requested`",
        examples=["MF-012"],
    )
    severity: ItemSeverity = Field(description="`Error` for what you must fix before you submit again")
    message: str = Field(
        description="What is wrong, in the language of the request",
        examples=["The short description ends with a full stop."],
    )
    resource: str = Field(description="Module in which the problem is", examples=["Listing"])


class CertificationReport(ResponseBody):
    reported_at: Moment = Field(serialization_alias="reportTimeInUtc", description="When the status last changed")
    status: ReportStatus = Field(description="Status of the review")


class SubmissionQuery(IngestionPageQuery, ExpandQuery):
    filter: str = Field(
        default="",
        alias="$filter",
        description="A state, a target, or both joined by `and`",
        examples=["State eq 'Published'"],
    )
    state: str = Field(default="", description="Return only submissions in this state", examples=["Published"])
