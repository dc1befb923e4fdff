"""The buttons of pages as entries of the command palette, which lead to the pages."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from common.actor import Actor
from common.palette import EntrySource, PaletteEntry, PaletteGroup, PaletteQuery, register_entries
from files.errors import FileNotReadable
from listings.lifecycle.change import S
from listings.lifecycle.requests import LR
from listings.models import Revision
from listings.pages.buttons import ButtonPage
from listings.pages.request_pages import RequestPages
from listings.pages.shown_buttons import buttons_for

# Returns pages with buttons about a revision or its listing, each with its subject, which may be a new one.
ButtonPages = Callable[[Revision, Actor], Iterable[tuple[ButtonPage[Any], Any]]]
_button_pages: list[ButtonPages] = []


def register_button_pages(source: ButtonPages) -> ButtonPages:
    """Add pages whose buttons the palette offers for a revision. Called when the portal starts."""
    _button_pages.append(source)
    return source


def revision_button_entries(revision: Revision, query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The buttons of all registered pages. A button that is on several pages leads to the first of them."""
    entries: dict[str, PaletteEntry] = {}
    for source in _button_pages:
        for page, subject in source(revision, query.actor):
            for entry in button_entries(page, subject, query, about=revision.listing.name):
                entries.setdefault(entry.label, entry)
    yield from entries.values()


def subject_entries(
    page: ButtonPage[S], key: str, visible: Callable[[Actor], QuerySet[S]], *, about: Callable[[S], str]
) -> EntrySource:
    """The source of the buttons of a subject on its own page, whose address has its ID as this key."""

    def entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
        subject_id = query.place.get(key)
        if query.actor.is_anonymous or not isinstance(subject_id, UUID):
            return
        for subject in visible(query.actor).filter(pk=subject_id):
            yield from button_entries(page, subject, query, about=about(subject))

    return entries


def register_request_buttons(pages: RequestPages[LR], key: str) -> None:
    """Offer the buttons of requests about listings on their own pages, whose addresses have the ID as this key."""
    register_entries(
        subject_entries(pages, key, pages.lifecycle.visible, about=lambda request: str(request.listing.name))
    )


def button_entries(page: ButtonPage[S], subject: S, query: PaletteQuery, *, about: str) -> Iterator[PaletteEntry]:
    """The buttons of the page; none while the files that their guards read cannot be read.

    Closed ones are offered only to people who search for them by a word of their label, because the page gives the
    reason. about is the name of the subject. Guards need several queries and the checks, so they run only if an entry
    matches.
    """
    labels = dict.fromkeys(str(page.entry_label(row)) for row in page.lifecycle.rows if page.shows(row))
    href = page.page_url(subject)
    entries = [PaletteEntry(group=PaletteGroup.ACTIONS, label=label, href=href, detail=about) for label in labels]
    if not any(map(query.matches, entries)):
        return
    try:
        buttons = buttons_for(page, subject, query.actor)
    except FileNotReadable:
        return
    is_open = {str(page.entry_label(shown.offer.row)): shown.offer.is_open for shown in buttons.values()}
    yield from (
        entry for entry in entries if is_open.get(entry.label, False) or (entry.label in is_open and query.names(entry))
    )
