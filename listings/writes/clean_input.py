"""Parts of writes that turn the input of an editor into values to store."""

import secrets
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import get_language

from common.actor import Actor
from common.lists import joined_sentences
from listings.errors import FieldReadOnly, FieldUnknown, ValuesRefused
from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.messages import render
from tilekit.core.refusals import refusals
from tilekit.core.section import Document, Values
from tilekit.sections import section_of
from tilekit.sections.row_matching import rows_of


def assert_storable(typed: Mapping[str, Mapping[str, Json]]) -> None:
    """Raises ValuesRefused for values that cannot be stored. typed is {section key: {field: value}}."""
    language = get_language() or "en"
    refused = {
        refusal.path: render(refusal.why, language)
        for key, changes in typed.items()
        for refusal in refusals(section_of(key), changes, f"{key}.")
    }
    if refused:
        raise ValuesRefused(fields=refused, why=joined_sentences(refused.values()))


def clean_changes(key: str, changes: Mapping[str, Json], *, by: Actor) -> Values:
    """The coerced values, with row keys, of the fields that the actor may fill in. Raises FieldUnknown."""
    document = section_of(key)
    for unknown in _unknown(document, changes):
        raise FieldUnknown(field=f"{key}.{unknown}")
    coerced = document.coerced(changes)
    return {
        name: _with_row_keys(document.fields[name], value)
        for name, value in coerced.items()
        if _may_fill_in(document.fields[name], by)
    }


def assert_may_fill_in(key: str, changes: Mapping[str, Json], stored: Values, *, by: Actor) -> None:
    """Raises FieldReadOnly for a new value of a field that the actor may not fill in. The stored one is accepted."""
    for name, value in changes.items():
        declared = section_of(key).fields.get(name)
        if declared is None:
            continue
        if not _may_fill_in(declared, by) and _differs(declared, value, stored.get(name)):
            raise FieldReadOnly(field=f"{key}.{name}")
        if isinstance(declared, Rows):
            _assert_cells_kept(declared.row, rows_of(value), rows_of(stored.get(name)), place=f"{key}.{name}", by=by)


def _differs(declared: Field[object], sent: Json, stored: Json) -> bool:
    """Whether the values differ. Without a stored value, responses contain an empty one or the default."""
    default = getattr(declared, "default", None)
    return (sent or None) != (stored or None) and (bool(stored) or sent != default)


def _assert_cells_kept(
    row: type[Document], sent: Iterable[Values], stored: Iterable[Values], *, place: str, by: Actor
) -> None:
    rows_by_key = {stored_row.get("key"): stored_row for stored_row in stored}
    closed = [name for name, field in row.fields.items() if not _may_fill_in(field, by)]
    for sent_row in sent:
        for name in closed:
            if name in sent_row and _differs(
                row.fields[name], sent_row[name], rows_by_key.get(sent_row.get("key"), {}).get(name)
            ):
                raise FieldReadOnly(field=f"{place}.{name}")


def _unknown(document: type[Document], sent: Mapping[str, Json]) -> Iterator[str]:
    """The sent names that are not fields of the document or of its rows."""
    yield from sorted(set(sent) - set(document.fields))
    for name, declared in document.fields.items():
        if isinstance(declared, Rows):
            for row in rows_of(sent.get(name)):
                yield from (f"{name}.{unknown}" for unknown in sorted(set(row) - {"key", *declared.row.fields}))


def with_unsent_cells(changes: Values, stored: Values, document: type[Document], *, by: Actor) -> Values:
    """The changes, with the stored values of row cells that were not sent or that the actor may not fill in."""
    completed = dict(changes)
    for name, value in changes.items():
        declared = document.fields[name]
        if isinstance(declared, Rows) and isinstance(value, list):
            completed[name] = _with_unsent(value, rows_of(stored.get(name)), declared.row, by=by)
    return completed


def _with_unsent(sent: list[Json], stored: list[Values], row: type[Document], *, by: Actor) -> list[Json]:
    rows_by_key = {str(stored_row.get("key")): stored_row for stored_row in stored}
    closed = {name for name, field in row.fields.items() if not _may_fill_in(field, by)}
    return [
        {
            **rows_by_key.get(str(sent_row.get("key")), {}),
            **{name: cell for name, cell in sent_row.items() if name not in closed},
        }
        if isinstance(sent_row, dict)
        else sent_row
        for sent_row in sent
    ]


def _may_fill_in(field: Field[object], by: Actor) -> bool:
    """Whether the actor may fill in the field. Read-only fields are for the portal, staff fields for staff."""
    return by.is_system or not (field.read_only or (field.staff_only and not by.is_staff))


def _with_row_keys(declared: object, value: Json) -> Json:
    """The value with a unique key for each row. Findings and threads refer to these keys."""
    if not isinstance(declared, Rows) or not isinstance(value, list):
        return value
    keys: set[Json] = {""}
    return [_with_own_key(row, keys) if isinstance(row, dict) else row for row in value]


def _with_own_key(row: Values, keys: set[Json]) -> Values:
    """The row, with a new key if it has none or if its key is already in keys. Adds the key to keys."""
    key = row.get("key") or ""
    keyed = row if key not in keys else {**row, "key": secrets.token_hex(5)}
    keys.add(keyed["key"])
    return keyed
