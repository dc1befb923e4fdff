"""Processes the submissions of a request with actions that submit, promote and withdraw."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from api.configure.faults import resource_fault
from api.configure.models import ConfigureJob
from api.configure.problems import DetailCode, ErrorCode
from api.configure.references import References, unknown
from api.configure.resources import LABEL
from api.configure.sent_resources import LIVE, SentResource
from api.configure.submissions import as_submission
from api.ingestion.bodies.submissions import NewIngestionSubmissionBody, Substate
from api.ingestion.products import products_of
from api.ingestion.submissions.actions import promote, submit, withdraw
from api.ingestion.submissions.responses import uuids_of
from api.ingestion.submissions.states import ingestion_state
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.models import Listing, Submission
from listings.queries import SubmissionResult, effective_submissions, submission_result
from tilekit.core.section import Values

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
