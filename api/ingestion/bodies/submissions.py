"""Requests to create a submission, and the responses about one."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.ingestion.bodies.base import Body, CaseInsensitiveEnum, ExpandQuery, IngestionPageQuery, Switch, TypeValue

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

    variant_id: str = Field(alias="variantID")
    resources: list[ModuleInstanceBody] = Field(default_factory=list)


class NewPublishOption(Body):
    """How to release the submission. releaseTimeInUtc is rounded up to a day, so the release is never too early."""

    release_time: datetime | None = Field(default=None, alias="releaseTimeInUtc")
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
    notes: str | None = Field(default=None, alias="certificationNotes", description="Message to the reviewers")

    @field_validator("release_time")
    @classmethod
    def as_utc(cls, moment: datetime | None) -> datetime | None:
        """The time in UTC. A time without an offset is in UTC already."""
        if moment is None:
            return None
        try:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except OverflowError:
            text = "The time is out of range"
            raise ValueError(text) from None


class NewIngestionSubmissionBody(Body):
    resource_type: RequestType = Field(default=RequestType.REQUEST, alias="resourceType")
    targets: list[SubmissionTargetBody] = Field(
        default_factory=list, examples=[[{"type": "Scope", "value": "preview"}]]
    )
    resources: list[ModuleInstanceBody] = Field(default_factory=list)
    variant_resources: list[VariantResources] = Field(default_factory=list, alias="variantResources")
    publish_option: NewPublishOption | None = Field(default=None, alias="publishOption")

    @field_validator("targets")
    @classmethod
    def begin_with_preview(cls, targets: list[SubmissionTargetBody]) -> list[SubmissionTargetBody]:
        """A new submission always starts with a preview."""
        if any((each.type.lower(), each.value.lower()) != ("scope", "preview") for each in targets):
            text = "The only target of a new submission is the scope preview"
            raise ValueError(text)
        return targets


class ResponseBody(BaseModel):
    """A part of a response that clients never send."""


class PublishOption(ResponseBody):
    release_time: Moment | None = Field(default=None, serialization_alias="releaseTimeInUtc")
    is_manual: bool = Field(serialization_alias="isManualPublish")
    is_automatic: bool = Field(serialization_alias="isAutoPromote")
    notes: str | None = Field(default=None, serialization_alias="certificationNotes")


class PendingUpdate(ResponseBody):
    update_type: str = Field(default="Create", serialization_alias="updateType")
    status: str = Field(examples=["Running", "Completed", "Failed"])


class IngestionSubmissionBody(ResponseBody):
    """A submission. resources and variantResources list every submitted instance."""

    resource_type: str = Field(default="Submission", serialization_alias="resourceType")
    state: SubmissionState
    substate: Substate
    targets: list[SubmissionTargetBody]
    resources: list[ModuleInstanceBody]
    variant_resources: list[VariantResources] = Field(serialization_alias="variantResources")
    publish_option: PublishOption | None = Field(default=None, serialization_alias="publishOption")
    published_at: Moment = Field(default=NEVER, serialization_alias="publishedTimeInUtc")
    pending_update: PendingUpdate = Field(serialization_alias="pendingUpdateInfo")
    release_number: int = Field(serialization_alias="releaseNumber")
    friendly_name: str = Field(serialization_alias="friendlyName", examples=["Submission 1"])
    are_resources_ready: bool = Field(serialization_alias="areResourcesReady")
    id: str = Field(examples=["1152921500000000001"])


class WorkflowStep(ResponseBody):
    name: StepName
    state: str = Field(examples=["NotStarted", "InProgress", "Success", "Failed"])
    start: Moment | None = Field(default=None, serialization_alias="startDateTimeInUtc")
    complete: Moment | None = Field(default=None, serialization_alias="completeDateTimeInUtc")


class WorkflowDetail(ResponseBody):
    type: str = "Publish"
    state: str
    target_environment: str = Field(serialization_alias="targetEnvironment")
    workflow_steps: list[WorkflowStep] = Field(serialization_alias="workflowSteps")
    start: Moment | None = Field(default=None, serialization_alias="startDateTimeInUtc")
    complete: Moment | None = Field(default=None, serialization_alias="completeDateTimeInUtc")


class ValidationItem(ResponseBody):
    error_code: str = Field(serialization_alias="errorCode")
    severity: ItemSeverity
    message: str
    resource: str


class CertificationReport(ResponseBody):
    reported_at: Moment = Field(serialization_alias="reportTimeInUtc")
    status: ReportStatus


class SubmissionQuery(IngestionPageQuery, ExpandQuery):
    filter: str = Field(default="", alias="$filter", examples=["State eq 'Published'"])
    state: str = Field(default="", examples=["Published"])
