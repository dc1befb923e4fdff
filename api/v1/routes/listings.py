"""Listings: list, create, read, delete, and what checks find in them."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Status

from accounts.queries import names_of
from api.bearer import ApiRequest
from api.v1.bodies.base import IfMatch, ListingId, PageQuery, requested_page
from api.v1.bodies.errors import v1_router
from api.v1.bodies.findings import FindingBody, FindingsBody
from api.v1.bodies.listings import HistoryEntryBody, HistoryPage, ListingBody, ListingPage, ListingQuery, NewListingBody
from api.v1.listings import (
    as_listings,
    draft_version_in,
    listing_for,
    listing_path,
    listing_response,
    open_or_newest_revision,
)
from listings.actions import create_listing, delete_listing, start_revision
from listings.models import Revision
from listings.queries import in_state, visible_listings, with_identifier
from listings.queries.timeline import reasons_of, timeline_events
from validation.current_findings import current_findings

router = v1_router("Listings")


@router.get("", response=ListingPage, summary="List listings")
def list_listings(request: ApiRequest, query: Query[ListingQuery]) -> ListingPage:
    """Your organisation's listings, newest first."""
    rows = visible_listings(request.actor)
    if query.route:
        rows = rows.filter(route=query.route)
    if query.state:
        rows = in_state(rows, query.state)
    if query.identifier:
        rows = with_identifier(rows, query.identifier)
    page, following = requested_page(rows, query)
    return ListingPage(items=as_listings(page, to=request.actor), next_cursor=following)


@router.post("", response={201: ListingBody}, summary="Create a listing")
def create(request: ApiRequest, response: HttpResponse, body: NewListingBody) -> Status[ListingBody]:
    """Create a listing with an empty draft. To create one from a folder, import the folder."""
    revision = create_listing(
        organisation_id=request.auth.organisation_id,
        route=body.route,
        offering_type=body.offering_type,
        name=body.name,
        by=request.actor,
        now=timezone.now(),
    )
    return _created_response(request, response, revision)


@router.get("/{uuid:listing_id}", response=ListingBody, summary="Read a listing")
def read_listing(request: ApiRequest, listing_id: ListingId) -> ListingBody:
    """A listing with its state, its revision and what happens next.

    The ETag header contains the version of the revision. Calls that change the state of the revision accept this
    version in the If-Match header.
    """
    return listing_response(request, listing_id)


@router.delete("/{uuid:listing_id}", response={204: None}, summary="Delete a listing")
def delete(request: ApiRequest, listing_id: ListingId, if_match: IfMatch = None) -> Status[None]:
    """Deletes a listing that was never published.

    If a submission is in progress, withdraw it first. After a submission, the names of a deleted listing can't be used
    again.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    seen = draft_version_in(if_match, revision)
    version = revision.version if seen is None else seen
    delete_listing(listing_id=revision.listing_id, seen=version, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/{uuid:listing_id}/revisions", response={201: ListingBody}, summary="Start the next revision")
def start(request: ApiRequest, response: HttpResponse, listing_id: ListingId) -> Status[ListingBody]:
    """Start a draft from the live revision. Customers see the live revision until the new one is released."""
    listing = listing_for(request.actor, listing_id)
    return _created_response(
        request, response, start_revision(listing_id=listing.pk, by=request.actor, now=timezone.now())
    )


@router.get("/{uuid:listing_id}/findings", response=FindingsBody, summary="List findings")
def list_findings(request: ApiRequest, listing_id: ListingId) -> FindingsBody:
    """The findings in the current draft or in the latest submission.

    For a draft, the call runs the fast checks first. Slow checks run when you submit the draft or call “Run all
    checks”, and their findings are listed until the draft changes.
    """
    revision = open_or_newest_revision(request.actor, listing_id)
    current = current_findings(revision, now=timezone.now())
    items = FindingBody.all_of(current.findings)
    return FindingsBody(revision=revision.number, items=items, missing=list(current.missing))


@router.get("/{uuid:listing_id}/history", response=HistoryPage, summary="Read the history")
def read_history(request: ApiRequest, listing_id: ListingId, query: Query[PageQuery]) -> HistoryPage:
    """What happened to the listing and who did it, newest first."""
    rows, following = requested_page(timeline_events(listing_for(request.actor, listing_id)), query)
    names, reasons = names_of(event.actor_id for event in rows), reasons_of(rows)
    return HistoryPage(items=[HistoryEntryBody.of(event, names, reasons) for event in rows], next_cursor=following)


def _created_response(request: ApiRequest, response: HttpResponse, revision: Revision) -> Status[ListingBody]:
    response.headers["Location"] = listing_path(revision.listing_id)
    return Status(201, listing_response(request, revision.listing_id))
