"""Where a thread points: a path into a document, followed through rows by their key."""

import re
from collections.abc import Mapping

from tilekit.core.digest import digest_of
from tilekit.core.fields import Json

_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")
Documents = Mapping[str, object]


def value_at(path: str, documents: Documents) -> Json:
    """What stands at `section.field` or `section.rows[<row key>].field`; None where nothing does."""
    value: object = documents
    for name, row_key in _STEP.findall(path):
        value = _row(value, row_key) if row_key else _member(value, name)
    return value  # type: ignore[return-value]  # documents hold JSON


def is_changed(path: str, before: Documents, after: Documents) -> bool:
    """True where the place holds something else; for a thread on the whole listing (""), where anything does."""
    if not path:
        return digest_of(dict(before)) != digest_of(dict(after))  # type: ignore[arg-type]  # documents hold JSON
    return digest_of(value_at(path, before)) != digest_of(value_at(path, after))


def excerpt_of(path: str, documents: Documents, limit: int = 280) -> str:
    """The first characters of what stands there, as text; "" where it has no text of its own."""
    value = value_at(path, documents) if path else ""
    if isinstance(value, str | int | float):
        return str(value)[:limit]
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return str(value["name"])[:limit]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(str(item) for item in value)[:limit]
    return ""


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _row(value: object, key: str) -> object:
    rows = value if isinstance(value, list) else []
    return next((row for row in rows if isinstance(row, Mapping) and row.get("key") == key), None)
