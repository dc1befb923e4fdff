"""Read tables of the catalogue: rebuilt by a command, written in the transaction that publishes."""

from django.db import models

from listings.models import Listing, Release


class Tile(models.Model):
    """What customers see of a listing. view is `tilekit.tile.Tile` as JSON; search_text is prepared by tilekit.search."""

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="tile")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=255, unique=True)
    title = models.CharField(max_length=300)
    vendor = models.CharField(max_length=300)
    route = models.CharField(max_length=20)
    search_text = models.TextField()
    view = models.JSONField()
    is_listed = models.BooleanField(default=True)
    published_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("is_listed", "title"), name="catalog_tile_by_title"),)

    def __str__(self) -> str:
        return self.title


class TileFacet(models.Model):
    """One value by which the catalogue filters: category, os, submitted, queried, offering, vendor."""

    tile = models.ForeignKey(Tile, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tile", "kind", "value"), name="catalog_tilefacet_once"),)
        indexes = (models.Index(fields=("kind", "value"), name="catalog_tilefacet_by_value"),)
