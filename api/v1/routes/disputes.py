"""Disputes of findings: send one, and list those of a listing."""

from http import HTTPStatus

from django.utils import timezone
from ninja import Query, Status

from api.bearer import ApiRequest
from api.v1.bodies.base import ListingId, PageQuery, requested_page
from api.v1.bodies.disputes import DisputeBody, DisputeLinks, DisputePage, NewDispute
from api.v1.bodies.errors import v1_router
from api.v1.listings import listing_for
from listings.actions.requests import send_request
from listings.lifecycle.engine import assert_may
from listings.lifecycle.requests import REQUEST
from validation.disputed_findings import new_dispute
from validation.errors import FindingNotFound
from validation.lifecycles.disputes import DISPUTES
from validation.models import FindingDispute

router = v1_router("Checks")


@router.post(
    "/listings/{uuid:listing_id}/disputes", response={201: DisputeBody}, summary="Dispute a finding of a listing"
)
def create_dispute(request: ApiRequest, listing_id: ListingId, body: NewDispute) -> Status[DisputeBody]:
    """Tell the team that owns the check that a finding is wrong. A finding can have one open dispute.

    The finding must be in the draft, in the newest submission, or in a dry run of this application.
    """
    actor, now = request.actor, timezone.now()
    listing = listing_for(actor, listing_id)
    assert_may(DISPUTES, FindingDispute(listing=listing), REQUEST, by=actor)
    dispute = new_dispute(listing, body.fingerprint, by=actor, now=now)
    if dispute is None:
        raise FindingNotFound
    dispute.reason, dispute.expected = body.reason, body.expected
    parameters = {"reason": body.reason, "expected": body.expected}
    return Status(HTTPStatus.CREATED, _body(send_request(DISPUTES, dispute, parameters=parameters, by=actor, now=now)))


@router.get("/listings/{uuid:listing_id}/disputes", response=DisputePage, summary="List disputes")
def list_disputes(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> DisputePage:
    """The findings of a listing that your organisation has disputed, newest first, with the answers."""
    rows = DISPUTES.visible(request.actor).filter(listing=listing_for(request.actor, listing_id))
    page, following = requested_page(rows, query)
    return DisputePage(items=[_body(row) for row in page], next_cursor=following)


def _body(row: FindingDispute) -> DisputeBody:
    links = DisputeLinks(page=row.get_absolute_url(), listing=row.listing.get_absolute_url())
    return DisputeBody.from_row(row, answer=row.shown_answer, links=links)
