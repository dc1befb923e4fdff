"""Listings: list, create, read, delete, and what checks find in them."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from accounts.queries import names_of
from api.v1.bodies.findings import Finding, Findings
from api.v1.bodies.history import HistoryEntry, HistoryPage
from api.v1.bodies.listings import Listing, ListingPage, ListingQuery, NewListing
from api.v1.bodies.pages import PageQuery
from api.v1.etags import seen_in
from api.v1.listings import as_listings, listing_for, listing_path, revision_for
from api.v1.pages import page_of
from api.v1.requests import Call
from api.v1.routes.answers import READS, WRITES
from api.v1.routes.headers import IfMatch
from api.v1.shown import shown_listing
from listings.actions import create_listing, delete_listing, start_revision
from listings.models import Revision
from listings.queries import in_state, visible_listings, with_identifier
from listings.queries.timeline import timeline_events
from validation.current_findings import current_findings

router = Router(tags=["Listings"])


@router.get("", response={200: ListingPage, **READS}, summary="List listings")
def list_listings(request: Call, query: Query[ListingQuery]) -> ListingPage:
    """Listings of the application's organisation, newest first."""
    rows = visible_listings(request.actor)
    if query.route:
        rows = rows.filter(route=query.route)
    if query.state:
        rows = in_state(rows, query.state)
    if query.identifier:
        rows = with_identifier(rows, query.identifier)
    shown, following = page_of(rows, query)
    return ListingPage(items=as_listings(shown, to=request.actor), next_cursor=following)


@router.post("", response={201: Listing, **WRITES}, summary="Create a listing")
def create(request: Call, response: HttpResponse, body: NewListing) -> Status[Listing]:
    """Create a listing with an empty draft. To create one from a folder, import the folder."""
    revision = create_listing(
        organisation_id=request.auth.organisation_id,
        route=body.route,
        offering_type=body.offering_type,
        name=body.name,
        by=request.actor,
        now=timezone.now(),
    )
    return _created(request, response, revision)


@router.get("/{uuid:listing_id}", response={200: Listing, **READS}, summary="Read a listing")
def read_listing(request: Call, listing_id: UUID) -> Listing:
    """A listing with its state, its revision and what happens next.

    The ETag header names the version of the revision. Calls that change its state accept it as If-Match.
    """
    return shown_listing(request, listing_id)


@router.delete("/{uuid:listing_id}", response={204: None, **WRITES}, summary="Delete a listing")
def delete(request: Call, listing_id: UUID, if_match: IfMatch = None) -> Status[None]:
    """Delete a draft that was never submitted, with its history."""
    revision = revision_for(request.actor, listing_id)
    seen = seen_in(if_match, revision)
    version = revision.version if seen is None else seen
    delete_listing(listing_id=revision.listing_id, seen=version, by=request.actor, now=timezone.now())
    return Status(204, None)


@router.post("/{uuid:listing_id}/revisions", response={201: Listing, **WRITES}, summary="Start the next revision")
def start(request: Call, response: HttpResponse, listing_id: UUID) -> Status[Listing]:
    """Start a draft from the live revision. Customers see the live revision until the new one is released."""
    listing = listing_for(request.actor, listing_id)
    return _created(request, response, start_revision(listing_id=listing.pk, by=request.actor, now=timezone.now()))


@router.get("/{uuid:listing_id}/findings", response={200: Findings, **READS}, summary="List findings")
def list_findings(request: Call, listing_id: UUID) -> Findings:
    """What checks find in a draft as it stands, or in what was submitted last.

    A draft is checked on the way. Checks that take long run after it was submitted.
    """
    revision = revision_for(request.actor, listing_id)
    current = current_findings(revision, now=timezone.now())
    found = sorted(current.findings, key=lambda each: each.severity.rank)
    return Findings(revision=revision.number, items=[Finding.of(each) for each in found], missing=list(current.missing))


@router.get("/{uuid:listing_id}/history", response={200: HistoryPage, **READS}, summary="Read the history")
def read_history(request: Call, listing_id: UUID, query: Query[PageQuery]) -> HistoryPage:
    """What happened to the listing and who did it, newest first."""
    rows, following = page_of(timeline_events(listing_for(request.actor, listing_id)), query)
    names = names_of(event.actor_id for event in rows)
    return HistoryPage(items=[HistoryEntry.of(each, names) for each in rows], next_cursor=following)


def _created(request: Call, response: HttpResponse, revision: Revision) -> Status[Listing]:
    response.headers["Location"] = listing_path(revision.listing_id)
    return Status(201, shown_listing(request, revision.listing_id))
