"""Converts submissions of a listing to resources. The draft has the number 0."""

from api.configure.ids import DurableId, schema_url
from api.configure.resource_types import PRODUCT, SUBMISSION_TYPE
from api.configure.resources import AVAILABLE, DRAFT, LABEL, STATE_OF_LIFE
from api.ingestion.bodies.base import iso_time
from api.ingestion.submissions.responses import id_of, uuids_of
from api.ingestion.submissions.states import PROCESSED, has_failed, ingestion_state
from common.lookups import first_or_not_found
from listings.models import Listing, Submission
from listings.queries import SubmissionResult, effective_submissions, submission_result
from listings.visible import working_revisions
from tilekit.core.section import Values

DRAFT_NUMBER = "0"


def as_submission(listing: Listing, submission: SubmissionResult, *, version: str) -> Values:
    """The submission as a resource. status and result show whether it has reached its target, failed or is running."""
    ingestion_status = ingestion_state(submission)
    failed = has_failed(ingestion_status)
    result = "failed" if failed else "succeeded" if ingestion_status.substate in PROCESSED else "pending"
    return {
        **_common_values(listing, id_of(submission.id), ingestion_status.scope, version=version),
        "status": "running" if result == "pending" else "completed",
        "result": result,
        "created": iso_time(submission.submitted_at),
    }


def submission_resources(listing: Listing, *, target: str, version: str) -> list[Values]:
    """The draft and the submissions with the target ("" for any), newest first."""
    sent = [as_submission(listing, submission_result(row), version=version) for row in effective_submissions(listing)]
    submissions = [draft_submission(listing, version=version), *sent]
    return [submission for submission in submissions if target in ("", _target(submission))]


def submission_numbered(listing: Listing, number: str, *, version: str) -> Values:
    """The draft or submission with this number. Raises NotFound."""
    if number == DRAFT_NUMBER:
        return draft_submission(listing, version=version)
    uuids = uuids_of(number)
    rows = effective_submissions(listing).filter(pk__range=uuids) if uuids else Submission.objects.none()
    return as_submission(listing, submission_result(first_or_not_found(rows)), version=version)


def draft_submission(listing: Listing, *, version: str) -> Values:
    """The draft as a submission resource, without a status."""
    revision = working_revisions([listing])[listing.pk]
    bare = _common_values(listing, DRAFT_NUMBER, DRAFT, version=version)
    return {**bare, "created": iso_time(revision.created_at)}


def _target(submission: Values) -> str:
    target = submission["target"]
    return str(target["targetType"]) if isinstance(target, dict) else ""


def _common_values(listing: Listing, number: str, target: str, *, version: str) -> Values:
    return {
        LABEL: schema_url(SUBMISSION_TYPE.word, version),
        "id": str(DurableId(SUBMISSION_TYPE.word, listing.pk, number)),
        "product": str(DurableId(PRODUCT.word, listing.pk)),
        "target": {"targetType": target},
        STATE_OF_LIFE: AVAILABLE,
    }
