"""Actions of the catalogue that are not part of a transition."""

from uuid import UUID

from catalog.models import Tile
from catalog.writes import write_tile
from common.actions import action
from listings.models import Listing


@action
def rebuild_tile(*, listing_id: UUID) -> Tile | None:
    """Rebuild the tile of a listing from its live release. If nothing is live, remove the tile and return None.

    Raises Listing.DoesNotExist.
    """
    return write_tile(Listing.objects.select_for_update(of=("self",)).get(pk=listing_id))
