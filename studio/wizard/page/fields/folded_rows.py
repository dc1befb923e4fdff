"""Folds long lists: the first rows are shown with their fields, each other row as a line until it is opened.

A folded row sends only its key, and a save does not change cells that were not sent.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from listings.content.references import FieldPath
from listings.display.place_names import translate_message
from studio.open_rows import SHOWN_ROWS
from tilekit.core.field import Field, Json
from tilekit.core.section import Document

_MAX_FACTS = 4
_MAX_FACT_CHARACTERS = 60


class RowFact(Struct, frozen=True):
    """A cell in the line of a folded row, with its label and its text or number of values."""

    label: str
    value: str


def folded_keys(rows: Sequence[Document], *, opened: Collection[str]) -> frozenset[str]:
    """The keys of the rows that are folded.

    Empty rows stay open, because somebody added them to fill them in. Rows without a unique key also stay open.
    """
    seen = Counter(row.row_key for row in rows)
    others = (row for row in rows[SHOWN_ROWS:] if row.row_key and row.row_key not in opened)
    return frozenset(row.row_key for row in others if seen[row.row_key] == 1 and not row.is_blank())


def rows_at(paths: Collection[str]) -> set[str]:
    """The keys of the rows that contain one of the paths."""
    places = (FieldPath.parse(path) for path in paths)
    return {place.row for place in places if place and place.row}


def typed_rows(values: Mapping[str, Json]) -> list[str]:
    """The keys of rows in the values that have cells, not only a key."""
    lists = (value for value in values.values() if isinstance(value, list))
    rows = (row for rows in lists for row in rows if isinstance(row, dict) and len(row) > 1)
    return [str(row.get("key") or "") for row in rows]


def facts_of_row(row: Document, fields: Sequence[Field[object]]) -> list[RowFact]:
    """The first filled cells of a row, except the one that names it."""
    filled = ((field, row.values.get(field.name)) for field in fields if field.name != row.named_by)
    facts = (
        RowFact(translate_message(field.label), _short_text(value))
        for field, value in filled
        if not field.is_empty(value)
    )
    return list(islice(facts, _MAX_FACTS))


def _short_text(value: Json) -> str:
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, dict):
        return str(value.get("name") or "")[:_MAX_FACT_CHARACTERS]
    return str(value)[:_MAX_FACT_CHARACTERS]
