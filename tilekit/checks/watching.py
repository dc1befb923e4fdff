"""What a check reads, noted while it runs: the same listing as before, whose every access says which place it was.

Places: `file:<path>` (its bytes), `has:<path>` (whether it is there), `files` (which there are),
`field:<section>.<name>`, `section:<key>` (all of its values), `kind`, `basics`, `context:<fact>`; `*` is everything.
`row:<section>.<name>[<key>]` is one row of a field, for who knows that no more of it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from tilekit.bundle import Bundle, Files, Slot
from tilekit.checks.context import Context, Need

if TYPE_CHECKING:
    from collections.abc import ItemsView, KeysView, ValuesView

    from tilekit.core.basics import Basics
    from tilekit.core.field import Json
    from tilekit.core.kind import ListingKind
    from tilekit.core.section import Section

ALL, KIND, BASICS, FILES = "*", "kind", "basics", "files"
FILE, HAS, FIELD, SECTION, CONTEXT, ROW = "file:", "has:", "field:", "section:", "context:", "row:"
SCOPE = f"{CONTEXT}scope"
Reads = Mapping[str, frozenset[str]]
Note = Callable[[str], None]
T = TypeVar("T")


def is_pure(places: frozenset[str]) -> bool:
    """Whether who read only these places says the same whatever the context, the scope aside."""
    return ALL not in places and all(not each.startswith(CONTEXT) or each == SCOPE for each in places)


class _Notes:
    """What each check has read so far. Nothing in it leads back to who writes: all of it goes with the last of them."""

    def __init__(self) -> None:
        self._now: set[str] = set()
        self._reads: dict[str, set[str]] = {}

    def begin(self, code: str) -> None:
        """From now on what is read is read by this check."""
        self._now = self._reads.setdefault(code, set())

    def note(self, place: str) -> None:
        self._now.add(place)

    def note_all(self, places: frozenset[str]) -> None:
        self._now |= places

    @property
    def noted(self) -> Reads:
        """The places that each check read."""
        return {code: frozenset(read) for code, read in self._reads.items()}

    @contextmanager
    def apart(self) -> Iterator[set[str]]:
        """The places that are read within; the present check has read them too."""
        whole, self._now = self._now, set()
        try:
            yield self._now
        finally:
            whole |= self._now
            self._now = whole


class Watch:
    """The bundle and the context for checks to read; what they read is noted by the code of the check.

    What checks share (`bundle.once`) counts, for who finds it there, as what was read to make it.
    """

    def __init__(self, bundle: Bundle, context: Context) -> None:
        self._notes = _Notes()
        # Of both, only what they have in common with what they stand for is asked.
        self.bundle = cast("Bundle", _Bundle(bundle, self._notes))
        self.context = cast("Context", _Context(context, self._notes.note))

    def begin(self, code: str) -> None:
        """From now on what is read is read by this check."""
        self._notes.begin(code)

    @property
    def noted(self) -> Reads:
        """The places that each check read."""
        return self._notes.noted


class _Bundle:
    section, file_of = Bundle.section, Bundle.file_of

    def __init__(self, inner: Bundle, notes: _Notes) -> None:
        self._inner, self._note = inner, notes.note
        self.documents = {key: _watched(section, notes.note) for key, section in inner.documents.items()}
        self.files = _Files(inner.files, notes.note)
        self._notes, self._made_of = notes, dict[Slot, frozenset[str]]()

    @property
    def basics(self) -> Basics:
        self._note(BASICS)
        return self._inner.basics

    @property
    def folder(self) -> str:
        self._note(BASICS)
        return self._inner.folder

    @property
    def kind(self) -> ListingKind:
        self._note(KIND)
        return self._inner.kind

    @property
    def digest(self) -> str:
        self._note(ALL)
        return self._inner.digest

    def parse(self, path: str, parser: Callable[[bytes], T]) -> T:
        self._note(FILE + path)
        return self._inner.parse(path, parser)

    def once(self, slot: Slot, make: Callable[[], T]) -> T:
        if slot in self._inner.parsed:
            self._notes.note_all(self._made_of.get(slot, frozenset({ALL})))
            return self._inner.once(slot, make)
        with self._notes.apart() as read:
            made = self._inner.once(slot, make)
        self._made_of[slot] = frozenset(read)
        return made


def _watched(section: Section, note: Note) -> Section:
    made = type(section)()
    made.values = _Values(section.key, section.values, note)
    return made


class _Values(dict[str, "Json"]):
    """A document's values; rows of a list count as part of its field."""

    def __init__(self, key: str, values: Mapping[str, Json], note: Note) -> None:
        super().__init__(values)
        self._field, self._section, self._note = f"{FIELD}{key}.", f"{SECTION}{key}", note

    def __getitem__(self, name: str) -> Json:
        self._note(self._field + name)
        return super().__getitem__(name)

    def get(self, name: str, default: Json = None) -> Json:  # type: ignore[override]  # one signature of three
        self._note(self._field + name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._note(f"{self._field}{name}")
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self._note(self._section)
        return super().__iter__()

    def __len__(self) -> int:
        self._note(self._section)
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._note(self._section)
        return super().__eq__(other)

    __hash__ = None

    def __or__(self, other: object) -> dict[str, Json]:  # type: ignore[override]
        return {**self} | other  # type: ignore[operator, no-any-return]

    def __ror__(self, other: object) -> dict[str, Json]:  # type: ignore[override]
        return other | {**self}  # type: ignore[operator, no-any-return]

    def copy(self) -> dict[str, Json]:
        return {**self}

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        self._note(self._section)
        return super().keys()

    def values(self) -> ValuesView[Json]:  # type: ignore[override]
        self._note(self._section)
        return super().values()

    def items(self) -> ItemsView[str, Json]:  # type: ignore[override]
        self._note(self._section)
        return super().items()


class _Files(Files):
    def __init__(self, inner: Files, note: Note) -> None:
        super().__init__({})
        self._inner, self._note = inner, note

    @property
    def links(self) -> tuple[str, ...]:
        self._note(FILES)
        return self._inner.links

    @links.setter
    def links(self, _: tuple[str, ...]) -> None:
        """The inner ones are told."""

    def __getitem__(self, path: str) -> bytes:
        self._note(FILE + path)
        return self._inner[path]

    def __iter__(self) -> Iterator[str]:
        self._note(FILES)
        return iter(self._inner)

    def __len__(self) -> int:
        self._note(FILES)
        return len(self._inner)

    def __contains__(self, path: object) -> bool:
        self._note(f"{HAS}{path}")
        return path in self._inner

    def digest(self, path: str) -> str:
        self._note(FILE + path)
        return self._inner.digest(path)


class _Context:
    def __init__(self, inner: Context, note: Note) -> None:
        self._inner, self._note = inner, note

    def __getattr__(self, name: str) -> object:
        self._note(CONTEXT + name)
        return getattr(self._inner, name)

    def lacks(self, need: Need) -> bool:
        return Context.lacks(cast("Context", self), need)
