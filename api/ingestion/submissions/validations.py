"""Converts findings of checks and requests of reviewers to validation items."""

from collections.abc import Mapping

from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.workflows import CertificationReport, ItemSeverity, ReportStatus, ValidationItem
from api.ingestion.submissions.states import has_failed, ingestion_state
from common.actor import Actor
from listings.display.place_names import translate_message
from listings.models import Submission
from listings.queries import SubmissionResult, submission_result
from listings.states.revision_states import ProgressStage
from reviews.models import Thread
from reviews.queries.threads import Feedback, feedback_on, reviewer_threads_on
from tilekit.checks.finding import Severity as Ours
from tilekit.sections.files import section_of_place
from validation.queries import findings_of_submission

REMARK, CHANGES_REQUESTED = "reviewer-comment", "changes-requested"
_SEVERITIES = {Ours.BLOCKER: ItemSeverity.ERROR, Ours.WARNING: ItemSeverity.WARNING}
_LISTING = "Listing"
# By section; the other sections are shown on the tile.
_MODULES: Mapping[str, str] = {
    "configuration": "Package",
    "data": "Package",
    "content": "Package",
    "pricing": "Availability",
    "legal": "Property",
}


def validation_items(row: Submission, actor: Actor) -> list[ValidationItem]:
    """Current blockers and warnings, then the requests of reviewers. Advice is not included."""
    return [*_findings(row), *_requests(row), *_thread_items(row, actor)]


def module_of_place(path: str, file: str) -> str:
    """The module of a place in the listing."""
    return _MODULES.get(section_of_place(path, file), _LISTING)


def _findings(row: Submission) -> list[ValidationItem]:
    return [
        ValidationItem(
            error_code=finding.code,
            severity=_SEVERITIES[finding.severity],
            message=translate_message(finding.message),
            resource=module_of_place(finding.path, finding.file),
        )
        for finding in findings_of_submission(row)
        if finding.counts and finding.severity in _SEVERITIES
    ]


def _requests(row: Submission) -> list[ValidationItem]:
    """Notes of the teams that sent the submission back."""
    return [
        ValidationItem(error_code=CHANGES_REQUESTED, severity=ItemSeverity.ERROR, message=note, resource=_LISTING)
        for note in (decision.note for decision in feedback_on(row) if decision.is_return)
        if note
    ]


def _thread_items(row: Submission, actor: Actor) -> list[ValidationItem]:
    return [_thread_item(thread) for thread in reviewer_threads_on(row, actor)]


def _thread_item(thread: Thread) -> ValidationItem:
    must_be_answered = thread.is_blocking or thread.rejection
    first = next(iter(thread.comments.all()), None)
    return ValidationItem(
        error_code=REMARK,
        severity=ItemSeverity.ERROR if must_be_answered else ItemSeverity.WARNING,
        message=first.body if first else "",
        resource=module_of_place(thread.path, thread.file),
    )


def reports_of(row: Submission) -> list[CertificationReport]:
    """A list with a report about the latest decision; [] until the review starts."""
    result = submission_result(row)
    if result.reviewed_at is None:
        return []
    feedback = feedback_on(row)
    at = max([result.reviewed_at, *(decision.at for decision in feedback)])
    return [CertificationReport(reported_at=iso_time(at), status=_status(result, feedback))]


def _status(result: SubmissionResult, feedback: list[Feedback]) -> ReportStatus:
    if result.state.row.stage is ProgressStage.REVIEW:
        return ReportStatus.PENDING
    if has_failed(ingestion_state(result)) and result.enabled_at is None:
        return ReportStatus.FAILED
    has_notes = any(decision.note for decision in feedback)
    return ReportStatus.PASSED_WITH_NOTES if has_notes else ReportStatus.PASSED
