from django.core.management.base import BaseCommand
from django.db.models import Q

from catalog.actions import rebuild_tile
from listings.models import Listing


class Command(BaseCommand):
    help = "Write the tables of the catalogue anew from what is live; one listing at a time, while the portal runs."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002 Django's
        wanted = Listing.objects.filter(Q(live_release__isnull=False) | Q(tile__isnull=False)).order_by("pk")
        written = [rebuild_tile(listing_id=pk) for pk in wanted.values_list("pk", flat=True)]
        self.stdout.write(f"{sum(tile is not None for tile in written)} tiles written")
