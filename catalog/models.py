"""Read tables of the catalogue. They are written when a tile is published; `rebuild_tiles` rebuilds them.

On SQLite, a migration that rebuilds catalog_tile or catalog_tilefacet must drop the triggers of migration 0007 before
and create them again afterwards.
"""

from django.db import models
from django.db.models import Q

from listings.models import Listing, Release


class Tile(models.Model):
    """The tile of a listing as customers see it.

    view is a `tilekit.tile.Tile` as JSON, and card is the part of it for lists. title_key has the words of the
    title, for sorting. vendor_id is null for tiles that an earlier release of the portal wrote. listed_at is when
    the listing first went live, published_at when its current release went live.
    """

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="tile")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=255, unique=True)
    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=300)
    vendor = models.CharField(max_length=300)
    vendor_id = models.CharField(max_length=300, null=True)  # noqa: DJ001 "" means that the tile names none
    route = models.CharField(max_length=20)
    is_listed = models.BooleanField(default=True)
    listed_at = models.DateTimeField()
    published_at = models.DateTimeField()
    card = models.JSONField()
    view = models.JSONField()

    class Meta:
        # Only listed tiles: SQLite does not use an index whose first column is a boolean.
        indexes = (
            models.Index(fields=("title_key", "listing"), condition=Q(is_listed=True), name="catalog_tile_by_title"),
            models.Index(fields=("-listed_at", "-listing"), condition=Q(is_listed=True), name="catalog_tile_by_age"),
        )

    def __str__(self) -> str:
        return self.title


class TileFacet(models.Model):
    """A value of a tile by which the catalogue can be filtered. kind is one of `catalog.facets.FACETS`."""

    tile = models.ForeignKey(Tile, on_delete=models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tile", "kind", "value"), name="catalog_tilefacet_once"),)
        indexes = (models.Index(fields=("kind", "value"), name="catalog_tilefacet_by_value"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class FacetCount(models.Model):
    """The number of listed tiles with a value of a facet; kind and value are "" for the number of all listed tiles.

    Triggers of the database change the numbers together with tiles and their facets (migration 0007).
    """

    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    tiles = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "value"), name="catalog_facetcount_once"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}: {self.tiles}"


class TileFile(models.Model):
    """A file that the tile shows. Everyone may download it while the tile is listed."""

    tile = models.ForeignKey(Tile, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tile", "path"), name="catalog_tilefile_once"),)
        indexes = (models.Index(fields=("sha256", "tile"), name="catalog_tilefile_by_digest"),)

    def __str__(self) -> str:
        return self.path


class TileText(models.Model):
    """The words of a tile as `catalog.search_words` prepares them, each with a space before it.

    Migration 0004 adds a full-text index. A migration that rebuilds this table on SQLite drops the triggers of the
    index, so it must end with that operation.
    """

    tile = models.OneToOneField(Tile, on_delete=models.CASCADE, related_name="text")
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.tile_id)


class Spelling(models.Model):
    """A word of a tile's name, vendor or category, and a variant of it with one letter removed."""

    variant = models.CharField(max_length=40)
    word = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("variant", "word"), name="catalog_spelling_once"),)

    def __str__(self) -> str:
        return f"{self.variant}: {self.word}"
