"""Registry of the command palette: where people can go, and what they can do. Apps fill it in `AppConfig.ready`."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db.models import TextChoices
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field

from common.actor import Actor
from common.navigation import items_for

T = TypeVar("T")
MAX_TEXT_LENGTH = 100
ENTRIES_PER_GROUP = 8
_MAX_WORDS = 8


class PaletteGroup(TextChoices):
    """A kind of entries, in the order in which the palette shows them."""

    ACTIONS = "actions", _("Actions")
    FIELDS = "fields", _("Steps and fields")
    LISTINGS = "listings", _("Listings")
    REVIEWS = "reviews", _("Reviews")
    PARTNERS = "partners", _("Partners")
    PEOPLE = "people", _("People")
    TILES = "tiles", _("Tiles")
    GUIDES = "guides", _("Guides")
    PAGES = "pages", _("Pages")


class PaletteEntry(Struct, frozen=True, kw_only=True):
    """A place to go to. detail distinguishes entries with the same label; words are not shown, but can be searched.

    names are other names, which count like the label but are not shown.
    is_similar means that the place has similar words instead of the typed ones.
    """

    group: PaletteGroup
    label: str
    href: str
    detail: str = ""
    words: str = ""
    names: str = ""
    is_similar: bool = False


class PaletteQuery(Struct, frozen=True, kw_only=True):
    """What somebody searches for. place has the values in the address of the page that they are on."""

    actor: Actor
    words: Sequence[str] = ()
    place: Mapping[str, object] = field(default_factory=dict)
    _rows: dict[tuple[object, str], Any] = field(default_factory=dict)

    @classmethod
    def read(cls, actor: Actor, text: str, page: str) -> "PaletteQuery":
        """The query for a typed text, on the page with this path, if there is one."""
        words = text[:MAX_TEXT_LENGTH].split()[:_MAX_WORDS]
        return cls(actor=actor, words=words, place=_place(page))

    def rows_for(self, word: str, read: Callable[[str], T]) -> T:
        """What the function reads for a word. Sources that need the same rows read them only once."""
        if (read, word) not in self._rows:
            self._rows[read, word] = read(word)
        return cast("T", self._rows[read, word])

    def matches(self, entry: PaletteEntry) -> bool:
        """Whether each of the words is in the texts of the entry."""
        text = folded(f"{entry.label} {entry.detail} {entry.words} {entry.names}")
        return all(folded(word) in text for word in self.words)

    def is_named_by(self, entry: PaletteEntry) -> bool:
        """Whether each of the words is in the label or the other names of the entry."""
        label = folded(f"{entry.label} {entry.names}")
        return all(folded(word) in label for word in self.words)

    def distance(self, entry: PaletteEntry) -> tuple[bool, bool]:
        """Sorts entries: first those that the words name, and whose label begins with the first word."""
        start = folded(self.words[0]) if self.words else ""
        return not self.is_named_by(entry), not folded(entry.label).startswith(start)

    def names(self, entry: PaletteEntry) -> bool:
        """Whether one of the words is in the label of the entry."""
        return any(folded(word) in folded(entry.label) for word in self.words)


class ShownGroup(Struct, frozen=True, kw_only=True):
    label: str
    entries: Sequence[PaletteEntry]


# Returns entries that the actor may open. It may leave out those that don't match, and should read a few rows only.
EntrySource = Callable[[PaletteQuery], Iterable[PaletteEntry]]
_sources: list[EntrySource] = []


def register_entries(source: EntrySource) -> EntrySource:
    """Add a source of entries. Called when the portal starts."""
    _sources.append(source)
    return source


def palette_groups(query: PaletteQuery) -> list[ShownGroup]:
    """The entries that match, by group: first those whose label has all words, and begins with the first one.

    Groups are sorted by their first entries: “tail” leads to a listing of that name rather than to “Support details”.
    Entries with similar words are only shown if there are no others.
    """
    matches = [entry for source in _sources for entry in source(query) if query.matches(entry)]
    entries = [entry for entry in matches if not entry.is_similar] or matches
    best = [(group, _best([entry for entry in entries if entry.group is group], query)) for group in PaletteGroup]
    shown = [(group, rows) for group, rows in best if rows]
    shown.sort(key=lambda pair: query.distance(pair[1][0]))
    return [ShownGroup(label=str(group.label), entries=rows) for group, rows in shown]


def _best(entries: Sequence[PaletteEntry], query: PaletteQuery) -> list[PaletteEntry]:
    return sorted(entries, key=query.distance)[:ENTRIES_PER_GROUP]


def palette_label(actor: Actor) -> str:
    """The label of the field, which names what this actor finds most."""
    if actor.is_admin or actor.is_lead:
        return gettext("Search listings, reviews, partners, people and pages")
    if actor.is_staff:
        return gettext("Search listings, reviews and pages")
    return gettext("Search listings, steps, fields and pages")


def folded(text: str) -> str:
    """The text without case, accents and punctuation, to compare it: "email" is in "Support e-mail"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if unicodedata.category(character)[0] not in "MP")


def _place(page: str) -> Mapping[str, object]:
    try:
        return resolve(page).kwargs
    except Resolver404:
        return {}


@register_entries
def page_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The pages of the navigation and, if there are words, what people search for on them.

    A page with several links has one entry, with the label of the first; the others can be searched.
    """
    items, labels = items_for(query.actor), dict[str, list[str]]()
    for item in items:
        labels.setdefault(item.url_name, []).append(str(item.label))
    for name, (label, *others) in labels.items():
        yield PaletteEntry(group=PaletteGroup.PAGES, label=label, href=reverse(name), words=" ".join(others))
    for item in items if query.words else ():
        for part in item.parts:
            href, page = f"{reverse(item.url_name)}#{part.anchor}", str(item.label)
            yield PaletteEntry(group=PaletteGroup.PAGES, label=str(part.label), href=href, detail=page)


@register_entries
def appearance_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The menu with light and dark, which is on every page; none without words, as its button is always shown."""
    if query.words:
        words = " ".join((gettext("Theme"), gettext("Light"), gettext("Dark"), gettext("Match system")))
        yield PaletteEntry(group=PaletteGroup.ACTIONS, label=gettext("Appearance"), href="#theme-field", words=words)
