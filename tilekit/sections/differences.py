"""The differences between two states of a listing, field by field. Rows are matched by their keys."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from tilekit.core.composite import Rows
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.section import Document, Values
from tilekit.sections import SECTIONS
from tilekit.sections.row_matching import matching_rows, moved_rows, row_identifier, rows_of


class ChangeKind(StrEnum):
    """The kind of a change. For MOVED, a row that only changed its position, old and new are positions, from 0."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Difference(Struct, frozen=True, kw_only=True):
    """One change; path is `section.field` or `section.rows[<row key>].field`, in the newer state if it exists there."""

    section: str
    path: str
    kind: ChangeKind
    old: Json
    new: Json

    @classmethod
    def between(cls, old: Json, new: Json, *, section: str, path: str) -> "Difference":
        """The change of a value; an empty value counts as missing."""
        is_there = (without_row_keys(old) is not None, without_row_keys(new) is not None)
        kind = {(False, True): ChangeKind.ADDED, (True, False): ChangeKind.REMOVED}.get(is_there, ChangeKind.CHANGED)
        return cls(section=section, path=path, kind=kind, old=old, new=new)


def differences(
    old: Mapping[str, Document], new: Mapping[str, Document], *, renames: Mapping[str, str] | None = None
) -> list[Difference]:
    """The changes from old to new in the order of the wizard; documents are by section key.

    Empty values and missing sections are equal. renames is {old row key: new row key}.
    """
    return [
        difference
        for section in SECTIONS
        for difference in _in_document(
            section,
            _Pair(old=_values(old, section.key), new=_values(new, section.key)),
            _FieldPath(section=section.key, prefix=f"{section.key}.", renames=renames or {}),
        )
    ]


class _Pair(Struct, frozen=True, kw_only=True):
    old: Values
    new: Values


class _FieldPath(Struct, frozen=True, kw_only=True):
    section: str
    prefix: str
    renames: Mapping[str, str]

    def change(self, name: str, old: Json, new: Json) -> Difference:
        return Difference.between(old, new, section=self.section, path=self.prefix + name)

    def move(self, name: str, old: int, new: int) -> Difference:
        return Difference(section=self.section, path=self.prefix + name, kind=ChangeKind.MOVED, old=old, new=new)

    def inside(self, name: str) -> "_FieldPath":
        return _FieldPath(section=self.section, prefix=f"{self.prefix}{name}.", renames=self.renames)


def _in_document(document: type[Document], pair: _Pair, place: _FieldPath) -> Iterator[Difference]:
    for name, field in document.fields.items():
        old, new = pair.old.get(name), pair.new.get(name)
        if without_row_keys(old) == without_row_keys(new):
            continue
        if isinstance(field, Rows) and _are_rows(old) and _are_rows(new):
            yield from _in_rows(
                field, _RowPair(name=name, old=_rows_with_values(old), new=_rows_with_values(new)), place
            )
        else:
            yield place.change(name, old, new)


class _RowPair(Struct, frozen=True, kw_only=True):
    name: str
    old: list[Values]
    new: list[Values]


def _in_rows(field: Rows[Document], rows: _RowPair, place: _FieldPath) -> Iterator[Difference]:
    matches = matching_rows(field.row, rows.old, rows.new, renames=place.renames)
    for position, row in enumerate(rows.old):
        if position not in matches.values():
            yield place.change(f"{rows.name}[{row_identifier(row, position)}]", row, None)
    moved = moved_rows(matches)
    for position, row in enumerate(rows.new):
        path = f"{rows.name}[{row_identifier(row, position)}]"
        if position not in matches:
            yield place.change(path, None, row)
            continue
        if position in moved:
            yield place.move(path, matches[position], position)
        yield from _in_document(field.row, _Pair(old=rows.old[matches[position]], new=row), place.inside(path))


def _rows_with_values(stored: Json) -> list[Values]:
    return [row for row in rows_of(stored) if without_row_keys(row) is not None]


def _are_rows(stored: Json) -> bool:
    return not stored or (isinstance(stored, list) and all(isinstance(item, dict) for item in stored))


def _values(documents: Mapping[str, Document], key: str) -> Values:
    document = documents.get(key)
    return document.values if document else {}
