"""Responses about the steps of a submission, and what the checks and reviewers found."""

from api.fields import described
from api.ingestion.bodies.base import CaseInsensitiveEnum
from api.ingestion.bodies.submissions import Moment, ResponseBody


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


class WorkflowStep(ResponseBody):
    name: StepName = described("Name of the step")
    state: str = described("NotStarted, InProgress, Success or Failed", "NotStarted", "InProgress", "Success", "Failed")
    start: Moment | None = described(
        "When the step started; left out until then", default=None, serialization_alias="startDateTimeInUtc"
    )
    complete: Moment | None = described(
        "When the step was completed; left out until then", default=None, serialization_alias="completeDateTimeInUtc"
    )


class WorkflowDetail(ResponseBody):
    type: str = described("Always `Publish`", "Publish", default="Publish")
    state: str = described("NotStarted, InProgress, Success or Failed", "InProgress")
    target_environment: str = described(
        "`Preview` for the steps to the preview, `Live` for those to the release", "Preview"
    )
    workflow_steps: list[WorkflowStep] = described("The steps, in order")
    start: Moment | None = described(
        "When the first step started; left out until then", default=None, serialization_alias="startDateTimeInUtc"
    )
    complete: Moment | None = described(
        "When the last step was completed; left out until then",
        default=None,
        serialization_alias="completeDateTimeInUtc",
    )


class ValidationItem(ResponseBody):
    error_code: str = described("Code of the check, or `reviewer-comment` or `changes-requested`", "MF-012")
    severity: ItemSeverity = described("`Error` for what you must fix before you submit again")
    message: str = described(
        "What is wrong, in the language of the request", "The short description ends with a full stop."
    )
    resource: str = described("Module in which the problem is", "Listing")


class CertificationReport(ResponseBody):
    reported_at: Moment = described("When the status last changed", serialization_alias="reportTimeInUtc")
    status: ReportStatus = described("Status of the review")
