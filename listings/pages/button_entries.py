"""The buttons of a page as entries of the command palette, which lead to the page."""

from collections.abc import Iterator

from common.palette import PaletteEntry, PaletteGroup, PaletteQuery
from files.errors import FileNotReadable
from listings.lifecycle.change import S
from listings.pages.buttons import ButtonPage, buttons_for


def button_entries(page: ButtonPage[S], subject: S, query: PaletteQuery, *, about: str) -> Iterator[PaletteEntry]:
    """The buttons that are not closed; none while the files that their guards read cannot be read.

    about is the name of the subject. Guards need several queries and the checks, so they run only if a label matches.
    """
    labels = dict.fromkeys(str(row.label) for row in page.lifecycle.rows if page.shows(row))
    href = page.page_url(subject)
    entries = [PaletteEntry(group=PaletteGroup.ACTIONS, label=label, href=href, detail=about) for label in labels]
    if not any(map(query.matches, entries)):
        return
    try:
        buttons = buttons_for(page, subject, query.actor)
    except FileNotReadable:
        return
    open_labels = {str(shown.offer.label) for shown in buttons.values() if shown.offer.is_open}
    yield from (entry for entry in entries if entry.label in open_labels)
