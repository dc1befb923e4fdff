"""Which checks a change asks for: those that read, last time, a place that holds something else now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Generic, TypedDict, TypeVar, cast

from msgspec import Struct, field
from msgspec.structs import asdict

from tilekit.checks.finding import Severity
from tilekit.checks.order import F, place_in_order, untold, without_unreadable
from tilekit.checks.row_places import row_at
from tilekit.checks.watching import ALL, BASICS, CONTEXT, FIELD, FILE, FILES, HAS, KIND, ROW, SECTION, Reads

if TYPE_CHECKING:
    from tilekit.bundle import Bundle
    from tilekit.checks.context import Context

NOTHING: Mapping[str, str] = {}
S = TypeVar("S", bound=Mapping[str, object])


class StoredMarks(TypedDict):
    """Marks as JSON. reads holds numbers of places; codes says which of the reads a check has."""

    places: list[tuple[str, str]]
    reads: list[list[int]]
    codes: dict[str, int]


class Marks(Struct, frozen=True, kw_only=True):
    """places is {place: what it held, in short}, reads {code: the places that the check read}."""

    places: Mapping[str, str] = field(default_factory=dict)
    reads: Reads = field(default_factory=dict)

    @classmethod
    def of(cls, reads: Reads, bundle: Bundle, context: Context, *, known: Mapping[str, str] = NOTHING) -> Marks:
        """What the places hold now; known is what is known of some of them already."""
        places = sorted({place for read in reads.values() for place in read} - {ALL})
        held = {place: known[place] if place in known else _held(place, bundle, context) for place in places}
        return cls(places=held, reads=reads)

    def asked_by(self, now: Marks) -> set[str]:
        """The codes of the checks that would read something else now; now holds the same places."""
        changed = {place for place, held in self.places.items() if now.places[place] != held} | {ALL}
        return {code for code, read in self.reads.items() if not changed.isdisjoint(read)}

    def asking_again(self, codes: Collection[str]) -> Marks:
        """The same, but for checks that must be asked next time whatever changes."""
        always = {code: read | {ALL} for code, read in self.reads.items() if code in codes}
        return Marks(places=self.places, reads={**self.reads, **always})

    def as_json(self) -> StoredMarks:
        """Checks that read the same share it: there are hundreds of checks and dozens of ways to read."""
        numbers = {place: number for number, place in enumerate([*self.places, ALL])}
        ways = {read: number for number, read in enumerate(dict.fromkeys(self.reads.values()))}
        return {
            "places": list(self.places.items()),
            "reads": [sorted(numbers[place] for place in read) for read in ways],
            "codes": {code: ways[read] for code, read in self.reads.items()},
        }

    @classmethod
    def from_json(cls, stored: StoredMarks) -> Marks:
        """What `as_json` wrote."""
        names = [*(place for place, _ in stored["places"]), ALL]
        ways = [frozenset(names[number] for number in read) for read in stored["reads"]]
        return cls(
            places=dict(stored["places"]),
            reads={code: ways[number] for code, number in stored["codes"].items()},
        )


class Stored(Generic[S]):
    """What order and reading need of a finding as it is stored, in a mapping of its own names."""

    __slots__ = ("code", "column", "file", "line", "path", "pointer", "said", "severity")

    def __init__(self, said: S) -> None:
        told = cast("_Told", said)
        self.said = said
        self.severity = Severity(told["severity"])
        self.code, self.path, self.file = told["code"], told["path"], told["file"]
        self.pointer, self.line, self.column = told["pointer"], told["line"], told["column"]


class _Told(TypedDict):
    code: str
    severity: str
    path: str
    file: str
    pointer: str
    line: int | None
    column: int | None


def merged(kept: Iterable[F], fresh: Iterable[F]) -> tuple[list[F], frozenset[str]]:
    """The findings of a whole run, from what was kept and what was said anew, and the codes of those left out.

    Checks of which something is left out are asked again next time: then the file may be readable.
    """
    found = [*kept, *fresh]
    told = without_unreadable(found)
    return sorted(told, key=place_in_order), untold(found, told)


def _held(place: str, bundle: Bundle, context: Context) -> str:
    """What the place holds, in short; "" for nothing."""
    if place.startswith(FILE):
        path = place.removeprefix(FILE)
        return bundle.files.digest(path)[:16] if path in bundle.files else ""
    if place.startswith(HAS):
        return "1" if place.removeprefix(HAS) in bundle.files else ""
    if place.startswith(FIELD):
        key, _, name = place.removeprefix(FIELD).partition(".")
        values = bundle.documents[key].values
        return _short(values[name]) if name in values else ""
    if place.startswith(SECTION):
        return _short(bundle.documents[place.removeprefix(SECTION)].values)
    if place.startswith(CONTEXT):
        return _short(_fact(place.removeprefix(CONTEXT), context))
    return _short(row_at(place.removeprefix(ROW), bundle) if place.startswith(ROW) else _WHOLE[place](bundle))


def _fact(name: str, context: Context) -> object:
    """Findings beside another published version are another listing's: all of them are asked for anew."""
    return context.published is None if name == "published" else getattr(context, name)


_WHOLE: Mapping[str, Callable[[Bundle], object]] = {
    KIND: lambda bundle: bundle.kind,
    BASICS: lambda bundle: [bundle.basics, bundle.folder],
    FILES: lambda bundle: [*sorted(bundle.files), *bundle.files.links],
}


def _short(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """What JSON does not know. Sets have no order of their own: the next process would see another one."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value) if isinstance(value, date) else asdict(cast("Struct", value))
