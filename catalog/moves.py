"""Writing the read tables of the catalogue, in the transaction that changes what is live."""

from collections.abc import Mapping

from catalog.models import Tile, TileFacet
from common.actions import in_transaction
from listings.models import Listing, Release
from listings.registry import Change
from listings.states import Availability
from listings.submissions import bundle_of_submission
from tilekit.tile import Tile as TileView
from tilekit.tile import tile_of


@in_transaction
def put_live_tile(change: Change) -> None:
    """The tile of the submission that has just gone live."""
    write_tile(change.listing)


@in_transaction
def write_tile(listing: Listing) -> Tile | None:
    """Write the tile of the listing's live release; remove it where nothing is live."""
    release = Release.objects.select_related("submission").filter(pk=listing.live_release_id).first()
    if release is None:
        Tile.objects.filter(listing=listing).delete()
        return None
    view = tile_of(bundle_of_submission(release.submission))
    tile, _made = Tile.objects.update_or_create(listing=listing, defaults=_columns(listing, release, view))
    _write_facets(tile, view.facets)
    return tile


def _columns(listing: Listing, release: Release, view: TileView) -> Mapping[str, object]:
    return {
        "release": release,
        "slug": view.integration_id or str(listing.pk),
        "title": view.title or listing.name,
        "vendor": view.vendor,
        "route": listing.route,
        "search_text": view.search_text,
        "view": view.as_json(),
        "is_listed": listing.availability in (Availability.LISTED, Availability.DEPRECATED),
        "published_at": release.at,
    }


def _write_facets(tile: Tile, facets: Mapping[str, tuple[str, ...]]) -> None:
    wanted = {(kind, value) for kind, values in facets.items() for value in values}
    TileFacet.objects.filter(tile=tile).delete()
    TileFacet.objects.bulk_create(TileFacet(tile=tile, kind=kind, value=value) for kind, value in sorted(wanted))
