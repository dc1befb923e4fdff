"""The differences between two states of a listing, field by field. Rows are matched by their keys."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from tilekit.core.composite import Rows
from tilekit.core.digest import bare
from tilekit.core.field import Json
from tilekit.core.section import Document, Values
from tilekit.sections import SECTIONS
from tilekit.sections.rows import key_of, moved_rows, pairs, rows_of


class Change(StrEnum):
    """MOVED is a row that only changed its position; old and new are then positions, from 0."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Difference(Struct, frozen=True, kw_only=True):
    """One change; path is `section.field` or `section.rows[<row key>].field`, in the newer state if it exists there."""

    section: str
    path: str
    kind: Change
    old: Json
    new: Json


def differences(
    old: Mapping[str, Document], new: Mapping[str, Document], *, moves: Mapping[str, str] | None = None
) -> list[Difference]:
    """The changes from old to new in the order of the wizard; documents are by section key.

    Empty values and missing sections are equal. moves is {old row key: new row key}.
    """
    return [
        difference
        for section in SECTIONS
        for difference in _in_document(
            section,
            _Pair(old=_values(old, section.key), new=_values(new, section.key)),
            _Place(section=section.key, prefix=f"{section.key}.", moves=moves or {}),
        )
    ]


class _Pair(Struct, frozen=True, kw_only=True):
    old: Values
    new: Values


class _Place(Struct, frozen=True, kw_only=True):
    section: str
    prefix: str
    moves: Mapping[str, str]

    def change(self, name: str, old: Json, new: Json) -> Difference:
        is_there = (bare(old) is not None, bare(new) is not None)
        kind = {(False, True): Change.ADDED, (True, False): Change.REMOVED}.get(is_there, Change.CHANGED)
        return Difference(section=self.section, path=self.prefix + name, kind=kind, old=old, new=new)

    def move(self, name: str, old: int, new: int) -> Difference:
        return Difference(section=self.section, path=self.prefix + name, kind=Change.MOVED, old=old, new=new)

    def inside(self, name: str) -> "_Place":
        return _Place(section=self.section, prefix=f"{self.prefix}{name}.", moves=self.moves)


def _in_document(document: type[Document], pair: _Pair, place: _Place) -> Iterator[Difference]:
    for name, field in document.fields.items():
        old, new = pair.old.get(name), pair.new.get(name)
        if bare(old) == bare(new):
            continue
        if isinstance(field, Rows) and _are_rows(old) and _are_rows(new):
            yield from _in_rows(field, _RowPair(name=name, old=_filled(old), new=_filled(new)), place)
        else:
            yield place.change(name, old, new)


class _RowPair(Struct, frozen=True, kw_only=True):
    name: str
    old: list[Values]
    new: list[Values]


def _in_rows(field: Rows[Document], rows: _RowPair, place: _Place) -> Iterator[Difference]:
    found = pairs(field.row, rows.old, rows.new, moves=place.moves)
    for position, row in enumerate(rows.old):
        if position not in found.values():
            yield place.change(f"{rows.name}[{key_of(row, position)}]", row, None)
    moved = moved_rows(found)
    for position, row in enumerate(rows.new):
        path = f"{rows.name}[{key_of(row, position)}]"
        if position not in found:
            yield place.change(path, None, row)
            continue
        if position in moved:
            yield place.move(path, found[position], position)
        yield from _in_document(field.row, _Pair(old=rows.old[found[position]], new=row), place.inside(path))


def _filled(stored: Json) -> list[Values]:
    return [row for row in rows_of(stored) if bare(row) is not None]


def _are_rows(stored: Json) -> bool:
    return not stored or (isinstance(stored, list) and all(isinstance(item, dict) for item in stored))


def _values(documents: Mapping[str, Document], key: str) -> Values:
    document = documents.get(key)
    return document.values if document else {}
