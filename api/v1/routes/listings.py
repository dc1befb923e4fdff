"""Listings: list, read, and what checks find in them."""

from uuid import UUID

from django.utils import timezone
from ninja import Query, Router

from api.v1.bodies.findings import Finding, Findings
from api.v1.bodies.listings import Listing, ListingPage, ListingQuery
from api.v1.listings import as_listings, listing_for, revision_for
from api.v1.requests import Call
from api.v1.routes.answers import READS
from listings.queries import in_state, visible_listings
from validation.current_findings import current_findings

router = Router(tags=["Listings"])


@router.get("", response={200: ListingPage, **READS}, summary="List listings")
def list_listings(request: Call, query: Query[ListingQuery]) -> ListingPage:
    """Listings of the application's organisation, newest first."""
    rows = visible_listings(request.actor).order_by("-pk")
    if query.route:
        rows = rows.filter(route=query.route)
    if query.state:
        rows = in_state(rows, query.state)
    if query.cursor:
        rows = rows.filter(pk__lt=query.cursor)
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    following = shown[-1].pk if len(found) > query.limit else None
    return ListingPage(items=as_listings(shown, to=request.actor), next_cursor=following)


@router.get("/{uuid:listing_id}", response={200: Listing, **READS}, summary="Read a listing")
def read_listing(request: Call, listing_id: UUID) -> Listing:
    """A listing with its state, its revision and what happens next."""
    (shown,) = as_listings([listing_for(request.actor, listing_id)], to=request.actor)
    return shown


@router.get("/{uuid:listing_id}/findings", response={200: Findings, **READS}, summary="List findings")
def list_findings(request: Call, listing_id: UUID) -> Findings:
    """What checks find in a draft as it stands, or in what was submitted last.

    A draft is checked on the way. Checks that take long run after it was submitted.
    """
    revision = revision_for(request.actor, listing_id)
    current = current_findings(revision, now=timezone.now())
    found = sorted(current.findings, key=lambda each: each.severity.rank)
    return Findings(revision=revision.number, items=[Finding.of(each) for each in found], missing=list(current.missing))
