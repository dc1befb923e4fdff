"""What the command palette offers about the catalogue."""

from collections.abc import Iterator

from django.urls import reverse

from catalog.queries import CatalogueFilter, page_of_tiles
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery


def tile_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The tiles that the catalogue finds for the words, in its order; none without words, as there are so many."""
    if not query.words:
        return
    text = " ".join(query.words)
    for tile in page_of_tiles(CatalogueFilter(text=text), "", size=ENTRIES_PER_GROUP).rows:
        yield PaletteEntry(
            group=PaletteGroup.TILES,
            label=tile.title,
            href=reverse("catalog:tile-detail", args=[tile.slug]),
            detail=tile.vendor,
            words=text,  # the catalogue also searches descriptions, and corrects typing errors
        )
