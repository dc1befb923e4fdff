"""Applies the changes of a folder to a stored document, which contains more than a folder can."""

import secrets
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tilekit.core.composite import Rows
from tilekit.core.digest import without_row_keys
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document, Values
from tilekit.sections.row_matching import rows_of

# {index in the newer list: index in the older one}
RowMatches = dict[int, int]
RowList = Sequence[Values]
# Lists of identifiers to match rows by, the most reliable first. Each has one per row, "" if the row has none.
RowIdentifiers = Sequence[Sequence[str]]


class FolderSides(Struct, frozen=True, kw_only=True):
    """A document as read from the folder before and after a change.

    paths is {row key: file names} of the stored rows.
    """

    before: Values
    after: Values
    paths: Mapping[str, str]


def merge_folder_values(section: type[Document], stored: Values, sides: FolderSides) -> Values:
    """The stored values with the differences between the two sides applied.

    Other values stay unchanged, including those that a folder cannot contain. Rows keep their keys.
    """
    merged = dict(stored)
    for name in {**sides.before, **sides.after}:
        old, new = sides.before.get(name), sides.after.get(name)
        if without_row_keys(old) == without_row_keys(new):
            continue
        declared = section.fields.get(name)
        if isinstance(declared, Rows) and (new is None or isinstance(new, list)):
            merged[name] = list(_merged_rows(_lists(declared.row, (merged.get(name), old, new), sides.paths)))
        elif name in sides.after:
            merged[name] = _value(stored.get(name), old, new)
        else:
            merged.pop(name, None)
    return merged


def file_names(row: Mapping[str, Json]) -> str:
    """The file names of a row, joined with line breaks; "" if it has none."""
    return "\n".join(reference.name for value in row.values() if (reference := FileRef.from_json(value)))


def _value(stored: Json, old: Json, new: Json) -> Json:
    """The new value. If only the bytes of a file have changed, it keeps its stored name and key."""
    kept, was, now = FileRef.from_json(stored), FileRef.from_json(old), FileRef.from_json(new)
    if kept and was and now and was.name == now.name:
        return {"key": kept.key, "name": kept.name, "sha256": now.sha256, "size": now.size}
    return new


class _Lists(Struct, frozen=True, kw_only=True):
    """The rows of a field, as stored and as read from the folder before and after, and which rows match."""

    stored: RowList
    before: RowList
    after: RowList
    stored_by_before: RowMatches
    before_by_after: RowMatches

    def origin(self, place: int) -> int | None:
        """The index of the stored row that the folder's row at this index comes from; None for a new row."""
        return self.stored_by_before.get(self.before_by_after[place]) if place in self.before_by_after else None

    def stored_row(self, place: int) -> Json:
        """The row to store for the folder's row at this index: the stored row with changed cells, or a new one."""
        new, origin = self.after[place], self.origin(place)
        if origin is None:
            return {**new, "key": secrets.token_hex(5)}
        old, merged = self.before[self.before_by_after[place]], dict(self.stored[origin])
        for name in {**old, **new}.keys() - {"key"}:
            if without_row_keys(old.get(name)) == without_row_keys(new.get(name)):
                continue
            merged.pop(name, None)
            if name in new:
                merged[name] = _value(self.stored[origin].get(name), old.get(name), new[name])
        return merged


def _lists(row: type[Document], values: tuple[Json, Json, Json], paths: Mapping[str, str]) -> _Lists:
    """Match the rows of a field. values are (stored, from the folder before, from the folder after)."""
    rows, before, after = map(rows_of, values)
    name = row.named_by
    names = [paths.get(_key(cells), "") or file_names(cells) for cells in rows]
    stored_by_before = _matched_rows(
        ([file_names(cells) for cells in before], _names(before, name), list(map(_key, before))),
        (names, _names(rows, name), list(map(_key, rows))),
    )
    before_by_after = _matched_rows(
        (list(map(_key, after)), [file_names(cells) for cells in after], _names(after, name)),
        (list(map(_key, before)), [file_names(cells) for cells in before], _names(before, name)),
    )
    return _Lists(
        stored=rows, before=before, after=after, stored_by_before=stored_by_before, before_by_after=before_by_after
    )


def _merged_rows(lists: _Lists) -> Iterator[Json]:
    """The rows to store. New rows follow the row before them; if rows moved, all have the new order."""
    places = {origin: place for place in range(len(lists.after)) if (origin := lists.origin(place)) is not None}
    unknown = [place for place in range(len(lists.stored)) if place not in lists.stored_by_before.values()]
    if list(lists.before_by_after.values()) != sorted(lists.before_by_after.values()):
        yield from [lists.stored_row(place) for place in range(len(lists.after))]
        yield from [lists.stored[place] for place in unknown]
        return
    behind = _new_rows_after(lists)
    yield from behind.get(None, ())
    for place, row in enumerate(lists.stored):
        if place in places:
            yield lists.stored_row(places[place])
        elif place in unknown:
            yield row
        yield from behind.get(place, ())


def _new_rows_after(lists: _Lists) -> dict[int | None, list[Json]]:
    """{index of a stored row: the new rows after it}. The key None is for new rows at the top."""
    rows_after: dict[int | None, list[Json]] = {}
    last: int | None = None
    for place in range(len(lists.after)):
        origin = lists.origin(place)
        if origin is None:
            rows_after.setdefault(last, []).append(lists.stored_row(place))
        else:
            last = origin
    return rows_after


def _matched_rows(new: RowIdentifiers, old: RowIdentifiers) -> RowMatches:
    """Match rows by their identifiers; if the lists have the same length, match the remaining rows by position."""
    matches: RowMatches = {}
    for words, others in zip(new, old, strict=True):
        free: dict[str, list[int]] = {}
        for place, word in enumerate(others):
            if word and place not in matches.values():
                free.setdefault(word, []).append(place)
        for place, word in enumerate(words):
            if place not in matches and free.get(word):
                matches[place] = free[word].pop(0)
    if len(new[0]) == len(old[0]):
        left = [place for place in range(len(old[0])) if place not in matches.values()]
        matches |= dict(zip([place for place in range(len(new[0])) if place not in matches], left, strict=True))
    return dict(sorted(matches.items()))


def _names(rows: RowList, field: str) -> list[str]:
    return [str(row.get(field) or "") if field else "" for row in rows]


def _key(row: Mapping[str, Json]) -> str:
    return str(row.get("key") or "")
