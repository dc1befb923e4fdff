"""Matches the rows of an older list with those of a newer one."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tilekit.core.field import Json
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
    found = _matched({}, [_renamed_key(item, renames) for item in old], [str(item.get("key") or "") for item in new])
    if row.named_by:
        names = [[_row_name(item, row.named_by) for item in side] for side in (old, new)]
        found = _matched(found, *names)
    return found


def moved_rows(found: Mapping[int, int]) -> set[int]:
    """Positions of moved rows in the new list: the smallest set that explains the new order. found is from
    `matching_rows`.
    """
    ends: list[int] = []  # ends[n] is the lowest old position at which a run of n + 1 rows in unchanged order ends
    lengths: dict[int, int] = {}
    for position in sorted(found):
        lengths[position] = bisect_left(ends, found[position])
        ends[lengths[position] : lengths[position] + 1] = [found[position]]
    in_order, length, limit = set[int](), len(ends) - 1, max(found.values(), default=0) + 1
    for position in sorted(found, reverse=True):
        if lengths[position] == length and found[position] < limit:
            in_order.add(position)
            length, limit = length - 1, found[position]
    return set(found) - in_order


def _renamed_key(row: Values, renames: Mapping[str, str]) -> str:
    key = str(row.get("key") or "")
    return renames.get(key, key)


def _row_name(row: Values, field: str) -> str:
    return text(row.get(field))


def _matched(found: dict[int, int], old: list[str], new: list[str]) -> dict[int, int]:
    """The matches in found, plus unmatched rows with the same word: {index of the new row: index of the old row}.

    old and new contain the key or the name of each row.
    """
    taken = set(found.values())
    free = {word: position for position, word in enumerate(old) if word and position not in taken}
    more = {position: free.pop(word) for position, word in enumerate(new) if position not in found and word in free}
    return found | more
