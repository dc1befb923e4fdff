"""What the command palette offers about the catalogue."""

from collections.abc import Iterator

from django.urls import reverse

from catalog.queries import some_tiles
from common.palette import ENTRIES_PER_GROUP, PaletteEntry, PaletteGroup, PaletteQuery


def tile_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """Tiles that the catalogue finds for the words; none without words, as there are so many."""
    if not query.words:
        return
    text = " ".join(query.words)
    best = some_tiles(text, ENTRIES_PER_GROUP)
    for tile in best.tiles:
        yield PaletteEntry(
            group=PaletteGroup.TILES,
            label=tile.title,
            href=reverse("catalog:tile-detail", args=[tile.slug]),
            detail=tile.vendor,
            words=text,  # the catalogue also searches descriptions, and corrects typing errors
            is_similar=best.are_similar,
        )
