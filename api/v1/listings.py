"""Prepares listings for responses."""

from collections.abc import Sequence
from uuid import UUID

from api.paths import V1_PREFIX
from api.v1.bodies.listings import ListingBody, ListingLinksBody, StatusBody
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.models import Listing as ListingRow
from listings.models import Revision
from listings.queries import status_of, visible_listings, working_revisions
from listings.states.status_messages import StatusMessage


def listing_for(actor: Actor, listing_id: UUID) -> ListingRow:
    """The listing with this ID. Raises NotFound if it does not belong to the application's organisation."""
    return first_or_not_found(visible_listings(actor).filter(pk=listing_id))


def open_or_newest_revision(actor: Actor, listing_id: UUID) -> Revision:
    """The revision that calls read and write: the open one, or else the newest. Raises NotFound."""
    listing = listing_for(actor, listing_id)
    return working_revisions([listing])[listing.pk]


def as_listings(listings: Sequence[ListingRow], *, to: Actor) -> list[ListingBody]:
    """The bodies of the listings, in the same order. The number of queries is constant."""
    revisions = working_revisions(listings)
    messages = status_of(list(revisions.values()), to=to)
    return [_listing_body(revisions[each.pk], messages[revisions[each.pk].pk]) for each in listings]


def _listing_body(revision: Revision, message: StatusMessage) -> ListingBody:
    listing = revision.listing
    base = listing_path(listing.pk)
    parts = (
        "sections", "documents", "folder", "findings", "submissions", "threads", "releases", "history",
    )  # fmt: skip
    links = {"self": base, **{part: f"{base}/{part}" for part in parts}}
    return ListingBody.model_validate(
        {
            "id": listing.pk,
            "name": listing.name,
            "route": listing.route,
            "offering_type": listing.offering_type,
            "state": revision.state,
            "revision": revision.number,
            "availability": listing.availability,
            "app_uuid": listing.app_uuid,
            "source_type_id": listing.source_type_id,
            "created_at": listing.created_at,
            "status": as_status(message),
            "links": ListingLinksBody(**links, page=listing.get_absolute_url()),
        }
    )


def as_status(message: StatusMessage) -> StatusBody:
    """The body of a status message."""
    return StatusBody(
        party=message.party,
        waiting_on=message.waiting_on,
        since=message.since,
        why=str(message.why),
        next=str(message.next),
        likely=str(message.likely),
        due_at=message.due_at,
    )


def listing_path(listing_id: UUID) -> str:
    """The URL path of a listing."""
    return f"{V1_PREFIX}/listings/{listing_id}"
