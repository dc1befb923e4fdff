"""Write access to fields: a save by others does not change fields of the portal and of staff."""

from tilekit.core.composite import Rows
from tilekit.core.field import Field, Json
from tilekit.core.section import Document, Values
from tilekit.sections.row_matching import rows_of


def may_edit(field: Field[object], *, is_staff: bool) -> bool:
    """Whether the person may set the field."""
    return not field.read_only and (is_staff or not field.staff_only)


def permitted_value(field: Field[object], mine: Json, stored: Json, *, is_staff: bool) -> Json:
    """The value to store for a value that a person sent: fields that they may not set keep the stored value.

    Rows are matched by their keys. In a new row, fields that they may not set are empty.
    """
    if not may_edit(field, is_staff=is_staff):
        return stored
    if not isinstance(field, Rows) or not isinstance(mine, list):
        return mine
    before = {str(row.get("key")): row for row in rows_of(stored)}
    return [
        _permitted_row(field.row, row, before.get(str(row.get("key")), {}), is_staff=is_staff)
        if isinstance(row, dict)
        else row
        for row in mine
    ]


def _permitted_row(document: type[Document], mine: Values, stored: Values, *, is_staff: bool) -> Json:
    foreign = {name for name, field in document.fields.items() if not may_edit(field, is_staff=is_staff)}
    own = {name: value for name, value in mine.items() if name not in foreign}
    return {**own, **{name: stored[name] for name in foreign if name in stored}}
