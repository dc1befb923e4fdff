"""Chooses the control of a field with a text, where its kind alone doesn't decide."""

from collections.abc import Mapping, Sequence

from page_parts.templatetags.display import amount
from tilekit.core.field import Choice, Json
from tilekit.core.fields import Date, Email, TextField, Url


def control_props(field: TextField, value: Json, offered: Sequence[Choice]) -> Mapping[str, object]:
    """The props of the control. offered are values to choose from, next to which any text can be typed."""
    if variant := _variant(field, value):
        return {"variant": variant, "lines": 2}
    if field.kind == "money":
        return {"example": amount(field.example)}
    return {"variant": "suggested", "options": offered} if offered else {}


def _variant(field: TextField, value: Json) -> str:
    """The control for an imported value that the usual control of the field would show and send differently; ""
    if there is none.
    """
    if not isinstance(value, str) or field.kind == "markdown" or getattr(field, "lines", 1) > 1:
        return ""
    if "\n" in value or "\r" in value:
        return "area"  # a line would leave out the line breaks
    is_odd_date = isinstance(field, Date) and value and not field.is_well_formed(value)
    has_spaces = isinstance(field, Email | Url) and value != value.strip()
    return "text" if is_odd_date or has_spaces else ""  # a date would be empty, and addresses lose spaces
