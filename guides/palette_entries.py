"""The guides and their sections in the command palette."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language

from common.palette import PaletteEntry, PaletteGroup, PaletteQuery
from guides.library import guides_in
from tilekit.core.message_catalogues import ENGLISH


def guide_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """Every guide and section, to be found by its heading, its other names and the name of the group.

    None without words, as there are so many.
    """
    group_name = str(PaletteGroup.GUIDES.label)
    for guide in guides_in(get_language() or ENGLISH).values() if query.words else ():
        href = reverse("guides:guide", args=[guide.slug])
        yield PaletteEntry(
            group=PaletteGroup.GUIDES,
            label=guide.title,
            href=href,
            words=f"{guide.summary} {group_name}",
            names=guide.search_words,
        )
        for section in guide.headed_sections:
            yield PaletteEntry(
                group=PaletteGroup.GUIDES,
                label=section.title,
                href=f"{href}#{section.anchor}",
                detail=guide.title,
                words=group_name,
                names=guide.names_of(section.anchor),
            )
