"""What the command palette offers about organisations."""

from collections.abc import Iterator

from accounts.page import tab_links
from accounts.queries import organisations_of
from common.palette import PaletteEntry, PaletteGroup, PaletteQuery


def organisation_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The tabs of the pages of the actor's organisations. One query."""
    if not query.actor.organisations:
        return
    for organisation in organisations_of(query.actor):
        for tab in tab_links(organisation, ""):
            yield PaletteEntry(group=PaletteGroup.PAGES, label=str(tab.label), href=tab.href, detail=organisation.name)
