"""Actions of the catalogue that are not part of a transition."""

from uuid import UUID

from django.db import connection
from django.db.models import Count

from catalog.models import FacetCount, Tile, TileFacet
from catalog.writes import write_tile
from common.actions import action
from listings.models import Listing

_LOCK_COUNTS = "select pg_advisory_xact_lock(24226)"  # the lock of the triggers that migration 0007 adds


@action
def rebuild_tile(*, listing_id: UUID) -> Tile | None:
    """Rebuild the tile of a listing from its live release. If nothing is live, remove the tile and return None.

    Raises Listing.DoesNotExist.
    """
    return write_tile(Listing.objects.select_for_update(of=("self",)).get(pk=listing_id))


@action
def recount_facets() -> None:
    """Count the listed tiles by facet again. Meanwhile, other writes of tiles wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_COUNTS)
    FacetCount.objects.all().delete()
    facets = TileFacet.objects.filter(tile__is_listed=True).values_list("kind", "value").annotate(Count("pk"))
    all_tiles = Tile.objects.filter(is_listed=True).count()
    counts = [*facets, *([("", "", all_tiles)] if all_tiles else [])]
    FacetCount.objects.bulk_create(FacetCount(kind=kind, value=value, tiles=tiles) for kind, value, tiles in counts)
