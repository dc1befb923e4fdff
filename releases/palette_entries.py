"""What the command palette offers about live tiles."""

from collections.abc import Iterator
from uuid import UUID

from common.palette import PaletteEntry, PaletteQuery
from listings.pages.button_entries import button_entries
from releases.live_tile_offers import LIVE_TILE_BUTTONS
from releases.queries import live_listings


def live_tile_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The buttons on the page of the live tile, if the actor is on a page of its listing."""
    listing_id = query.place.get("listing_id")
    if query.actor.is_anonymous or not isinstance(listing_id, UUID):
        return
    for listing in live_listings(query.actor).filter(pk=listing_id):
        yield from button_entries(LIVE_TILE_BUTTONS, listing, query, about=listing.name)
