"""Handles the buttons that add, move and remove rows, for forms without JavaScript.

Their values are `add:<field>` (at the end), `first:<field>`, `up:<field>:<key>`, `down:...` and `remove:...`.
"""

import secrets
from collections.abc import Iterable

from studio.wizard.fields.props import Props
from tilekit.core.field import Json

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
    columns = next((each["columns"] for each in fields if each["name"] == name and each["kind"] == "rows"), ())
    return {str(each["name"]).rpartition(".")[2]: each["value"] for each in columns if each["value"]}  # type: ignore[attr-defined]  # columns of rows


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
