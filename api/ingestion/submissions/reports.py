"""Converts the decision of the reviewers to a certification report."""

from api.ingestion.bodies.submissions import CertificationReport, ReportStatus
from api.ingestion.submissions.states import has_failed, ingestion_state
from api.ingestion.times import iso_time
from listings.models import Submission
from listings.queries import SubmissionResult, submission_result
from listings.states.revision_states import RevisionState
from reviews.queries.threads import Feedback, feedback_on


def reports_of(row: Submission) -> list[CertificationReport]:
    """A list with a report about the latest decision; [] until the review starts."""
    found = submission_result(row)
    if found.reviewed_at is None:
        return []
    feedback = feedback_on(row)
    at = max([found.reviewed_at, *(each.at for each in feedback)])
    return [CertificationReport(reported_at=iso_time(at), status=_status(found, feedback))]


def _status(result: SubmissionResult, feedback: list[Feedback]) -> ReportStatus:
    if result.state == RevisionState.IN_REVIEW:
        return ReportStatus.PENDING
    if has_failed(ingestion_state(result)) and result.enabled_at is None:
        return ReportStatus.FAILED
    has_notes = any(each.note for each in feedback)
    return ReportStatus.PASSED_WITH_NOTES if has_notes else ReportStatus.PASSED
