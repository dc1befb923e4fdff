"""Converts a form that was sent to the raw values for a save, also without JavaScript.

The value of a button of a row is `add:<field>` (at the end), `first:<field>`, `up:<field>:<key>`, `down:...` or
`remove:...`. Prices are read as people write them in their language; programs send them in one form: 1234.50.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence

from babel.numbers import NumberFormatError, parse_decimal
from django.http import QueryDict
from django.utils.translation import get_language

from page_parts.form_fields import listed_props
from page_parts.text_items import split_items
from studio.wizard.page.fields.props import Props
from studio.wizard.page.fields.scope_choices import CHOSEN_SCOPES
from tilekit.core.amounts import certain_amount, plain_amount, two_amounts
from tilekit.core.field import Json
from tilekit.core.fields import Money
from tilekit.sections import section_of
from tilekit.sections.options import scopes as all_scopes

_SCOPE_ROWS = "oauth_scopes"


def posted_values(post: QueryDict, props: list[Props]) -> dict[str, Json]:
    """{field: raw value} for every rendered editable field; fields that the form did not contain are left out."""
    return {
        _field_name(field): _raw_value(post, field)
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


def _field_name(props: Props) -> str:
    return str(props["name"]).rpartition(".")[2]


def path_of_name(name: str) -> str:
    """Convert the name of an input (`media.<key>.image`) to a path (`media[<key>].image`)."""
    rows, _, rest = name.partition(".")
    row, _, inner = rest.partition(".")
    return f"{rows}[{row}].{inner}" if inner else rows


def name_of_path(path: str) -> str:
    """Convert a path (`overview.media[<key>].image`) to the name of an input (`media.<key>.image`)."""
    return path.partition(".")[2].replace("[", ".").replace("]", "")


_OFFSETS = {"up": -1, "down": 1}


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


def with_added_scopes(values: Mapping[str, Json], button: str, chosen: Iterable[str]) -> dict[str, Json]:
    """The values of the section with rows for the button's scope or, if it adds the chosen ones, for those.

    Unknown scopes, and those that have a row, are left out. Empty rows give way to the new ones.
    """
    stored = values.get(_SCOPE_ROWS)
    rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    addable = {option.value for option in all_scopes()} - {row.get("scope") for row in rows}
    added = dict.fromkeys(scope for scope in (chosen if button == CHOSEN_SCOPES else [button]) if scope in addable)
    filled: list[Json] = [row for row in rows if row.get("scope") or row.get("reason") or not added]
    new: list[Json] = [{"key": new_row_key(), "scope": scope} for scope in added]
    return {**values, _SCOPE_ROWS: filled + new}


def with_stored_prices(section_key: str, values: Mapping[str, Json]) -> dict[str, Json]:
    """The values of a section with prices in the form in which they are stored. Raises KeyError for an unknown section.

    A text that isn't an amount of dollars, or could mean two, stays as typed, and its check reports it.
    """
    fields = section_of(section_key).fields
    return {
        name: _stored_price(value) if isinstance(fields.get(name), Money) and isinstance(value, str) else value
        for name, value in values.items()
    }


def _stored_price(typed: str) -> str:
    return certain_amount(typed) or _price_in_thousands(typed) or typed


def _price_in_thousands(typed: str) -> str:
    """The amount for a text such as 1,250, if the reader's language writes thousands like this; "" if not."""
    try:
        number = parse_decimal(plain_amount(typed), locale=get_language() or "en", strict=True)
    except NumberFormatError:
        return ""
    is_whole = two_amounts(typed) is not None and number.as_tuple().exponent == 0
    return str(number) if is_whole else ""
