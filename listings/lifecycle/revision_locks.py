"""Locks of a listing and its revisions."""

from uuid import UUID

from msgspec import Struct

from common.actor import Actor
from common.errors import NotFound
from listings.models import Listing, Revision
from listings.visible import is_readable, is_visible


class Numbered(Struct, frozen=True, kw_only=True):
    """A revision as it is identified in URLs.

    Numbers can be guessed, so `lock_revision` verifies that the actor may read it.
    """

    listing_id: UUID
    number: int


RevisionKey = UUID | Numbered


def lock_revision(key: RevisionKey, *, by: Actor) -> Revision:
    """Lock a revision and its listing. Raises NotFound if the actor may not see it."""
    is_numbered = isinstance(key, Numbered)
    named = {"listing": key.listing_id, "number": key.number} if isinstance(key, Numbered) else {"pk": key}
    rows = Revision.objects.select_related("listing").filter(**named)
    # One query for both: the rows are locked in the order of `of`.
    revision = next(iter(rows.select_for_update(of=("listing", "self"))), None)
    if revision is None or not (is_readable(revision, by) if is_numbered else is_visible(revision.listing, by)):
        raise NotFound
    return revision


def lock_listing(listing_id: UUID | None, *, by: Actor) -> Listing:
    """Lock a listing; its organisation is loaded. Raises NotFound if the actor may not see it."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("organisation")
    listing = rows.filter(pk=listing_id).first() if listing_id else None
    if listing is None or not is_visible(listing, by):
        raise NotFound
    return listing
