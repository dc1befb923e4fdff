"""Converts submissions of a listing to resources, and submits, promotes and withdraws. The draft has the number 0."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from api.configure.faults import resource_fault
from api.configure.ids import DurableId, schema_url
from api.configure.models import ConfigureJob
from api.configure.problems import DetailCode, ErrorCode
from api.configure.references import References, unknown
from api.configure.resource_types import PRODUCT, SUBMISSION_TYPE
from api.configure.resources import AVAILABLE, DRAFT, LABEL, STATE_OF_LIFE
from api.configure.sent_resources import LIVE, SentResource
from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.submissions import NewIngestionSubmissionBody, Substate
from api.ingestion.products import products_of
from api.ingestion.submissions.actions import promote, submit, withdraw
from api.ingestion.submissions.responses import id_of, uuids_of
from api.ingestion.submissions.states import PROCESSED, has_failed, ingestion_state
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.models import Listing, Submission
from listings.queries import SubmissionResult, effective_submissions, submission_result, working_revisions
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


_BEING_RELEASED = {Substate.PUBLISHING, Substate.IN_STORE}


def process_submission(
    resource: SentResource, references: References, *, row: ConfigureJob, by: Actor, now: datetime
) -> Values:
    """Process the submission. Returns the resulting resource.

    Does not repeat what an earlier attempt of the request did. Raises ConfigureFault, and the errors of `submit`,
    `promote` and `withdraw`.
    """
    listing = _listing(resource, references, by)
    if resource.is_deleted:
        _withdraw_once(listing, resource, by=by, now=now)
        return resource.deleted_result
    if resource.target == LIVE:
        result = _promote_once(listing, resource, by=by, now=now)
    else:
        result = _submit_once(listing, row, by=by, now=now)
    return {**as_submission(listing, result, version=row.version), LABEL: resource.values[LABEL], **resource.own_name}


def _listing(resource: SentResource, references: References, by: Actor) -> Listing:
    key = references.product_of(resource)
    if not isinstance(key, UUID):
        raise unknown(str(resource.refers.get("product")))
    return first_or_not_found(products_of(by).filter(pk=key))


def _submit_once(listing: Listing, row: ConfigureJob, *, by: Actor, now: datetime) -> SubmissionResult:
    rows = effective_submissions(listing)
    earlier = rows.filter(submitted_by=by.id, submitted_at__gte=row.applied_at).first()
    if earlier is None:
        # This API has no call that lists validations, so the errors of the job contain the reasons.
        submission_id = submit(listing, NewIngestionSubmissionBody(), by=by, now=now, defers_content=False)
        earlier = first_or_not_found(rows.filter(pk=submission_id))
    return submission_result(earlier)


def _withdraw_once(listing: Listing, resource: SentResource, *, by: Actor, now: datetime) -> None:
    """Withdraw the submission. Does nothing if it was already withdrawn."""
    uuids = uuids_of(_number(resource))
    if not uuids or not Submission.objects.filter(revision__listing=listing, pk__range=uuids).exists():
        raise unknown(str(resource.id))
    if effective_submissions(listing).filter(pk__range=uuids).exists():
        withdraw(listing, _number(resource), by=by, now=now)


def _promote_once(listing: Listing, resource: SentResource, *, by: Actor, now: datetime) -> SubmissionResult:
    result = submission_result(_submission_of(listing, resource))
    substate = ingestion_state(result).substate
    if substate is Substate.READY_TO_PUBLISH:
        return promote(listing, _number(resource), by=by, now=now)
    if substate in _BEING_RELEASED:  # promoted already: nothing to do
        return result
    text = _("Only a preview that is ready can go live.")
    raise resource_fault(DetailCode.INVALID_STATE, text, outer=ErrorCode.CONFLICT)


def _submission_of(listing: Listing, resource: SentResource) -> Submission:
    uuids = uuids_of(_number(resource))
    row = effective_submissions(listing).filter(pk__range=uuids).first() if uuids else None
    if row is None:
        raise unknown(str(resource.id))
    return row


def _number(resource: SentResource) -> str:
    return resource.id.part if resource.id else ""
