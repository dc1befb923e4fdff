"""Cursors: the place of a row in the order of a list, as a text for an address."""

import base64
import json
from datetime import date, datetime

from django.db.models import Model, Q

from tilekit.core.storable import is_storable_text


def is_cursor(text: str, order: tuple[str, ...]) -> bool:
    """Whether the text is a cursor of a page in this order."""
    return decode_cursor(text, len(order)) is not None


def cursor_of(row: Model, order: tuple[str, ...]) -> str:
    """The cursor of the page that begins after the row, which must have the values of the order."""
    return encode_cursor(row, order)


def after_cursor(order: tuple[str, ...], values: list[str]) -> Q:
    operator = "lt" if order[0].startswith("-") else "gt"
    fields = [name.lstrip("-") for name in order]
    condition = equal = Q()
    for field, value in zip(fields, values, strict=True):
        condition |= equal & Q(**{f"{field}__{operator}": value})
        equal &= Q(**{field: value})
    # Databases don't use an index for the alternatives, but for this condition, which follows from them.
    return Q(**{f"{fields[0]}__{operator}e": values[0]}) & condition


def encode_cursor(row: Model, order: tuple[str, ...]) -> str:
    values = [_text(cursor_value(row, name.lstrip("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def cursor_value(row: Model, path: str) -> object:
    value: object = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def decode_cursor(cursor: str, count: int) -> list[str] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(values, list) and len(values) == count
    is_usable = is_list and all(isinstance(value, str) and is_storable_text(value) for value in values)
    return values if is_usable else None
