"""What one editor sent of a section, as values to store."""

import secrets
from collections.abc import Mapping

from common.actor import Actor
from listings.errors import FieldUnknown
from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.section import Document, Values
from tilekit.sections import section_of
from tilekit.sections.rows import rows_of


def cleaned(key: str, changes: Mapping[str, Json], *, by: Actor) -> Values:
    """Coerced values of the fields that this actor fills in; rows get their keys. Raises FieldUnknown."""
    document = section_of(key)
    unknown = sorted(set(changes) - set(document.fields))
    if unknown:
        raise FieldUnknown(field=f"{key}.{unknown[0]}")
    coerced = document.coerced(changes)
    return {
        name: _keyed(document.fields[name], value)
        for name, value in coerced.items()
        if _may_fill_in(document.fields[name], by)
    }


def with_kept_cells(changes: Values, stored: Values, document: type[Document], *, by: Actor) -> Values:
    """A row keeps the cells that were not sent (they are not asked just now) and those that others fill in."""
    kept = dict(changes)
    for name, value in changes.items():
        declared = document.fields[name]
        if isinstance(declared, Rows) and isinstance(value, list):
            kept[name] = _filled_up(value, rows_of(stored.get(name)), declared.row, by=by)
    return kept


def _filled_up(sent: list[Json], stored: list[Values], row: type[Document], *, by: Actor) -> list[Json]:
    known = {str(each.get("key")): each for each in stored}
    closed = {name for name, field in row.fields.items() if not _may_fill_in(field, by)}
    return [
        {**known.get(str(each.get("key")), {}), **{name: cell for name, cell in each.items() if name not in closed}}
        if isinstance(each, dict)
        else each
        for each in sent
    ]


def _may_fill_in(declared: Field[object], by: Actor) -> bool:
    """Read-only fields are the portal's; a form that sends one along changes nothing."""
    return by.is_system or not (declared.read_only or (declared.staff_only and not by.is_staff))


def _keyed(declared: object, value: Json) -> Json:
    """Rows with a key each: it survives reordering, and findings and threads hold on to it."""
    if not isinstance(declared, Rows) or not isinstance(value, list):
        return value
    return [
        {"key": secrets.token_hex(5), **row} if isinstance(row, dict) and not row.get("key") else row for row in value
    ]
