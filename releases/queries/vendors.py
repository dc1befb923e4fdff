"""Finds live listings whose vendor is not their organisation's."""

from collections.abc import Sequence

from django.db.models import F
from msgspec import Struct

from accounts.vendors import vendors_of
from catalog.queries import tiles_of_other_vendors
from listings.content.vendor_fields import SECTION, vendor_in
from listings.models import Listing
from listings.states.availabilities import IN_CATALOGUE
from tilekit.checks.manifest.vendor import is_own_vendor
from tilekit.sections.initial_values import Vendor


class ForeignTile(Struct, frozen=True, kw_only=True):
    """A live listing, and the vendor that its tile names although its organisation may not publish as that vendor."""

    listing: Listing
    vendor_id: str
    vendor_name: str


def foreign_tiles() -> list[ForeignTile]:
    """The live listings that name another company as their vendor, sorted by name. Three queries.

    They went live before vendors were checked, or an admin has declined their alias since. The tile of a listing that
    was transferred after its release names the receiver, so it is not among them. Only tiles that differ from their
    organisation's own vendor are read.
    """
    live = Listing.objects.filter(availability__in=IN_CATALOGUE, live_release__isnull=False)
    rows_to_read = live.filter(pk__in=tiles_of_other_vendors())
    unconfirmed = rows_to_read.exclude(transferred_at__gt=F("live_release__submission__submitted_at"))
    named = unconfirmed.annotate(overview=F("live_release__submission__documents__overview"))
    rows = list(named.select_related("organisation").order_by("name", "pk"))
    vendors = vendors_of({row.organisation for row in rows})
    tiles = [_tile(row, vendor_in({SECTION: row.overview or {}})) for row in rows]
    return [tile for tile in tiles if not _is_own(tile, vendors[tile.listing.organisation_id])]


def _tile(listing: Listing, vendor: Vendor) -> ForeignTile:
    return ForeignTile(listing=listing, vendor_id=vendor.id, vendor_name=vendor.name)


def _is_own(tile: ForeignTile, vendors: Sequence[Vendor]) -> bool:
    return is_own_vendor(tile.vendor_id, tile.vendor_name, vendors)
