"""Writes of the catalogue that no transition carries."""

from uuid import UUID

from catalog.models import Tile
from catalog.moves import write_tile
from common.actions import action
from listings.models import Listing


@action
def rebuild_tile(*, listing_id: UUID) -> Tile | None:
    """Write the tile of a listing anew from its live release; None, and no tile, where nothing is live.

    Raises Listing.DoesNotExist.
    """
    return write_tile(Listing.objects.select_for_update(of=("self",)).get(pk=listing_id))
