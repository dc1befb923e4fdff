"""Merges the changes of two editors, unless both changed the same field."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.core.composite import Rows
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.section import Document, Values
from tilekit.sections.row_matching import rows_of


class Merged(Struct, frozen=True, kw_only=True):
    """The result of a merge without conflicts: the values to store."""

    values: Values


class Conflict(Struct, frozen=True, kw_only=True):
    """A field (or `field[<row key>].field`, or `field[<row key>]` for a removed row) that both editors changed."""

    path: str
    base: Json
    ours: Json
    theirs: Json


class Conflicts(Struct, frozen=True, kw_only=True):
    """The conflicts that a person must resolve; nothing is stored."""

    items: tuple[Conflict, ...]


NOTHING: Mapping[str, Json] = {}


def merge(
    base: Document, changes: Mapping[str, Json], theirs: Document, *, overrules: Mapping[str, Json] = NOTHING
) -> Merged | Conflicts:
    """Merge changed fields into the stored document.

    base is the document that the changes started from, changes the changed fields with their new values, and
    theirs the stored document. Rows are matched by their keys and merged field by field. overrules is {path of a
    conflict: their value, which the editor has seen and rejected}.
    """
    merging = _MergeRun(overrules)
    changed = {
        name: merging.value(
            base.fields.get(name), name, _MergeSides(base.values.get(name), ours, theirs.values.get(name))
        )
        for name, ours in changes.items()
    }
    if merging.conflicts:
        return Conflicts(items=tuple(merging.conflicts))
    return Merged(values={**theirs.values, **changed})


class _MergeSides(Struct, frozen=True):
    base: Json
    ours: Json
    theirs: Json


class _MergeRun:
    """Collects the conflicts of one merge."""

    def __init__(self, overrules: Mapping[str, Json]) -> None:
        self.conflicts: list[Conflict] = []
        self.overrules = overrules

    def value(self, field: object, path: str, sides: _MergeSides) -> Json:
        if _have_same_values(sides.ours, sides.theirs) or _have_same_values(sides.base, sides.theirs):
            return sides.ours
        if _have_same_values(sides.base, sides.ours):
            return sides.theirs
        if isinstance(field, Rows) and all(_is_keyed(side) for side in (sides.base, sides.ours, sides.theirs)):
            return self._merge_rows(field, path, sides)
        if not is_overruled(self.overrules, path, sides.theirs):
            self.conflicts.append(Conflict(path=path, base=sides.base, ours=sides.ours, theirs=sides.theirs))
        return sides.ours

    def _merge_rows(self, field: Rows[Document], path: str, sides: _MergeSides) -> Json:
        base, ours, theirs = _by_key(sides.base), _by_key(sides.ours), _by_key(sides.theirs)
        merged: dict[str, Json] = {}
        for key in _order(list(base), list(ours), list(theirs)):
            row = self._merge_row(field, f"{path}[{key}]", _MergeSides(base.get(key), ours.get(key), theirs.get(key)))
            if row is not None:
                merged[key] = row
        return list(merged.values())

    def _merge_row(self, field: Rows[Document], path: str, sides: _MergeSides) -> Json:
        if not (isinstance(sides.ours, dict) and isinstance(sides.theirs, dict) and isinstance(sides.base, dict)):
            return self.value(None, path, sides)
        base, ours, theirs = sides.base, sides.ours, sides.theirs
        names = [*theirs, *(name for name in ours if name not in theirs)]
        return {
            name: self.value(
                field.row.fields.get(name),
                f"{path}.{name}",
                _MergeSides(base.get(name), ours.get(name), theirs.get(name)),
            )
            for name in names
        }


def is_overruled(overrules: Mapping[str, Json], path: str, theirs: Json) -> bool:
    """Whether the editor rejected exactly this value; a value that changed since then is a new conflict."""
    return path in overrules and _have_same_values(overrules[path], theirs)


def _have_same_values(one: Json, other: Json) -> bool:
    return without_row_keys(one) == without_row_keys(other)


def _is_keyed(stored: Json) -> bool:
    """Whether each row has a unique key."""
    if not isinstance(stored, list):
        return not stored
    return len(_by_key(stored)) == len(stored)


def _by_key(stored: Json) -> dict[str, Values]:
    return {str(row["key"]): row for row in rows_of(stored) if row.get("key")}


def _order(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """The keys of the rows: in the order of ours if that differs from base, otherwise in the order of theirs.

    A row that is only in the other list follows the row before it in that list.
    """
    shared = [key for key in base if key in ours]
    leader, other = (ours, theirs) if shared != [key for key in ours if key in base] else (theirs, ours)
    order = list(leader)
    for position, key in enumerate(other):
        if key not in order:
            before = other[position - 1] if position else ""
            order.insert(order.index(before) + 1 if before in order else 0, key)
    return order
