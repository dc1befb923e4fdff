"""Read tables of the catalogue: rebuilt by a command, written in the transaction that publishes."""

from django.db import models

from listings.models import Listing, Release


class Tile(models.Model):
    """What customers see of a listing.

    view is `tilekit.tile.Tile` as JSON, card the part of it that lists need. search_text holds the words of
    `tilekit.search`, each with a space before it; title_key the words of the title, for the order by name. listed_at is
    when the listing first went live, published_at when what is live now did.
    """

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="tile")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=255, unique=True)
    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=300)
    vendor = models.CharField(max_length=300)
    route = models.CharField(max_length=20)
    is_listed = models.BooleanField(default=True)
    listed_at = models.DateTimeField()
    published_at = models.DateTimeField()
    card = models.JSONField()
    search_text = models.TextField()
    view = models.JSONField()

    class Meta:
        indexes = (
            models.Index(fields=("is_listed", "title_key", "listing"), name="catalog_tile_by_title"),
            models.Index(fields=("is_listed", "-listed_at", "-listing"), name="catalog_tile_by_age"),
        )

    def __str__(self) -> str:
        return self.title


class TileFacet(models.Model):
    """One value by which the catalogue filters: category, os, submitted, queried, offering, route, vendor."""

    tile = models.ForeignKey(Tile, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tile", "kind", "value"), name="catalog_tilefacet_once"),)
        indexes = (models.Index(fields=("kind", "value"), name="catalog_tilefacet_by_value"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class TileFile(models.Model):
    """A file that the tile shows: while the tile is listed, everybody may fetch it."""

    tile = models.ForeignKey(Tile, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tile", "path"), name="catalog_tilefile_once"),)
        indexes = (models.Index(fields=("sha256", "tile"), name="catalog_tilefile_by_digest"),)

    def __str__(self) -> str:
        return self.path
