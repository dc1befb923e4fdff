from django.db.models import Q
from django.template.defaultfilters import pluralize

from catalog.actions import rebuild_tile, recount_facets
from common.commands import PortalCommand
from listings.models import Listing


class Command(PortalCommand):
    help = (
        "Rebuild the catalogue tables from the live releases, one listing at a time, and count the tiles by facet "
        "again. The portal can keep running."
    )

    def handle(self, *_args: object, **_options: object) -> None:
        listings = Listing.objects.filter(Q(live_release__isnull=False) | Q(tile__isnull=False)).order_by("pk")
        written = sum(rebuild_tile(listing_id=pk) is not None for pk in listings.values_list("pk", flat=True))
        recount_facets()
        self.stdout.write(f"{written} tile{pluralize(written)} rebuilt")
