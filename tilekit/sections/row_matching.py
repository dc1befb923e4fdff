"""Matches the rows of an older list with those of a newer one."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name
from tilekit.core.section import Document, Values
from tilekit.parse.json_values import text

RowList = Sequence[Values]


def rows_of(stored: Json) -> list[Values]:
    """The rows of a stored list, without values that are not rows."""
    return [item for item in stored if isinstance(item, dict)] if isinstance(stored, list) else []


def row_identifier(row: Mapping[str, Json], position: int) -> str:
    """The identifier of the row in a path: its key, or its position if it has none."""
    key = row.get("key")
    return key if isinstance(key, str) and key else str(position)


def matching_rows(row: type[Document], old: RowList, new: RowList, *, renames: Mapping[str, str]) -> dict[int, int]:
    """{position in new: position in old} of matching rows.

    Rows are matched by key (with renames, {old key: new key}). Rows without a match, for example after an import, are
    matched by the field that names them.
    """
    matches = _matched({}, [_renamed_key(item, renames) for item in old], [str(item.get("key") or "") for item in new])
    if row.named_by:
        names = [[text(item.get(row.named_by)) for item in side] for side in (old, new)]
        matches = _matched(matches, *names)
    return matches


def rows_with_same_content(row: type[Document], old: RowList, new: RowList) -> dict[int, int]:
    """{position in new: position in old} of rows that a folder writes alike.

    They have the same file, or else a file of the same name. Rows without a file have the same values in the folder.
    """
    sides = [[_file_of(cells) for cells in side] for side in (old, new)]
    digests = [[file.sha256 if file else "" for file in side] for side in sides]
    names = [[base_name(file.name) if file else "" for file in side] for side in sides]
    written = [
        ["" if file else _written_digest(row, cells) for file, cells in zip(files, side, strict=True)]
        for files, side in zip(sides, (old, new), strict=True)
    ]
    return _matched(_matched(_matched({}, *digests), *names), *written)


def _file_of(cells: Values) -> FileRef | None:
    return next(filter(None, map(FileRef.from_json, cells.values())), None)


def _written_digest(row: type[Document], cells: Values) -> str:
    """The digest of the values that a folder contains; "" if all are empty."""
    fields = row.fields
    values: Values = {
        name: value
        for name, value in cells.items()
        if name in fields and fields[name].scope == "content" and not fields[name].is_empty(value)
    }
    return digest_of(values) if values else ""


def moved_rows(matches: Mapping[int, int]) -> set[int]:
    """Positions of moved rows in the new list: the smallest set that explains the new order. matches is from
    `matching_rows`.
    """
    ends: list[int] = []  # ends[n] is the lowest old position at which a run of n + 1 rows in unchanged order ends
    lengths: dict[int, int] = {}
    for position in sorted(matches):
        lengths[position] = bisect_left(ends, matches[position])
        ends[lengths[position] : lengths[position] + 1] = [matches[position]]
    in_order, length, limit = set[int](), len(ends) - 1, max(matches.values(), default=0) + 1
    for position in sorted(matches, reverse=True):
        if lengths[position] == length and matches[position] < limit:
            in_order.add(position)
            length, limit = length - 1, matches[position]
    return set(matches) - in_order


def _renamed_key(row: Values, renames: Mapping[str, str]) -> str:
    key = str(row.get("key") or "")
    return renames.get(key, key)


def _matched(matches: dict[int, int], old: list[str], new: list[str]) -> dict[int, int]:
    """The matches, plus unmatched rows with the same word: {index of the new row: index of the old row}.

    old and new contain the key or the name of each row.
    """
    taken = set(matches.values())
    free = {word: position for position, word in enumerate(old) if word and position not in taken}
    more = {position: free.pop(word) for position, word in enumerate(new) if position not in matches and word in free}
    return matches | more
