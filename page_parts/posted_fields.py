"""Reads the values of fields that the component `field` rendered from a form that was sent, also without JavaScript.

The value of a button of a row is `add:<field>` (at the end), `first:<field>`, `up:<field>:<key>`, `down:...` or
`remove:...`.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.http import QueryDict

from page_parts.form_fields import listed_props
from page_parts.text_items import split_items
from tilekit.core.field import Json

Props = Mapping[str, object]  # of the component `field`
_OFFSETS = {"up": -1, "down": 1}


def posted_values(post: QueryDict, props: Sequence[Props]) -> dict[str, Json]:
    """{field: raw value} for every rendered editable field; fields that the form did not contain are left out."""
    return {
        str(field["name"]).rpartition(".")[2]: _raw_value(post, field)
        for field in props
        if not field["readonly"] and _is_posted(post, field)
    }


def _is_posted(post: QueryDict, props: Props) -> bool:
    """Whether the form contained the field. Empty checkboxes and removed rows send nothing, which is their value."""
    return props["kind"] in ("flag", "choices", "rows") or str(props["name"]) in post


def _raw_value(post: QueryDict, props: Props) -> Json:
    name = str(props["name"])
    if props["kind"] == "flag":
        return name in post
    if props["kind"] == "choices":
        return list(post.getlist(name)) if props.get("options") else list(split_items(post.get(name, "")))
    if props["kind"] == "rows":
        return _raw_rows(post, props, post.getlist(name))
    if props["kind"] == "upload":
        return _parsed_reference(post.get(name, ""))
    return post.get(name, "").replace("\r\n", "\n")


def _raw_rows(post: QueryDict, props: Props, keys: Sequence[str]) -> list[Json]:
    """The rows with their cells. Folded rows have only their key, so that a save does not change them."""
    folded = set(post.getlist("_folded"))
    return [{"key": key} if key in folded else _raw_row(post, props, key) for key in keys]


def _raw_row(post: QueryDict, props: Props, key: str) -> dict[str, Json]:
    columns = listed_props(props, "columns")
    cells = [{**column, "name": str(column["name"]).replace("__key__", key)} for column in columns]
    return {"key": key, **posted_values(post, cells)}


def _parsed_reference(text: str) -> Json:
    try:
        reference: Json = json.loads(text) if text else None
    except ValueError:
        return None
    return reference


def apply_row_button(command: str, values: dict[str, Json], *, fields: Iterable[Props]) -> dict[str, Json]:
    """The values after the command of a button. An invalid command changes nothing. fields are those of the form."""
    verb, _, rest = command.partition(":")
    name, _, key = rest.partition(":")
    rows = values.get(name)
    if not isinstance(rows, list):
        return values
    if verb in {"add", "first"}:
        new: list[Json] = [{"key": new_row_key(), **_proposed_values(fields, name)}]
        return {**values, name: rows + new if verb == "add" else new + rows}
    return {**values, name: _changed_rows(verb, key, list(rows))}


def _proposed_values(fields: Iterable[Props], name: str) -> dict[str, Json]:
    """The values of the empty row from which scripts make new ones."""
    columns = next((listed_props(field, "columns") for field in fields if field["name"] == name), [])
    return {str(column["name"]).rpartition(".")[2]: column["value"] for column in columns if column["value"]}  # type: ignore[misc]  # values of a document


def new_row_key() -> str:
    return secrets.token_hex(4)


def _changed_rows(verb: str, key: str, rows: list[Json]) -> list[Json]:
    place = next((i for i, row in enumerate(rows) if isinstance(row, dict) and row.get("key") == key), None)
    if place is None:
        return rows
    row = rows.pop(place)
    if verb in _OFFSETS:
        rows.insert(max(place + _OFFSETS[verb], 0), row)
    return rows
