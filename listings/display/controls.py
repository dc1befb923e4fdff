"""Props of the `field` component that follow from the declaration of a field and its stored value."""

from collections.abc import Mapping, Sequence
from functools import singledispatch

from django.utils.translation import gettext_lazy as _

from listings.display.place_names import translate_message
from page_parts.templatetags.display import amount
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.field import Choice, Field, Json
from tilekit.core.fields import Date, Email, Flag, Number, Text, TextField, Url, YesNo

Props = dict[str, object]
_ANSWERS = [{"value": "true", "label": _("Yes")}, {"value": "false", "label": _("No")}]
_MARKDOWN_LINES = 12


@singledispatch
def control_props(_declared: Field[object], _stored: Json, _offered: Sequence[Choice] | None = None) -> Props:
    """The props that select the control of a field and limit its input.

    offered are values to choose from in a field that accepts any text, None without a list.
    """
    return {}


@control_props.register
def _text_props(field: TextField, stored: Json, offered: Sequence[Choice] | None = None) -> Props:
    more: Props = {"limit": field.max_length}
    if isinstance(field, Text):
        more["lines"] = field.lines
    more |= _text_control(field, stored, offered or ())
    return more | ({"lines": _MARKDOWN_LINES} if field.kind == "markdown" else {})


@control_props.register
def _flag_props(field: Flag, stored: Json, _offered: Sequence[Choice] | None = None) -> Props:
    return {"value": field.value_of(stored)}  # an imported text such as "true" counts as not ticked


@control_props.register
def _yes_no_props(_declared: YesNo, stored: Json, _offered: Sequence[Choice] | None = None) -> Props:
    return {"options": _ANSWERS, "value": str(stored).lower() if isinstance(stored, bool) else ""}


@control_props.register
def _number_props(field: Number, _stored: Json, _offered: Sequence[Choice] | None = None) -> Props:
    return {"minimum": field.minimum, "maximum": field.maximum, "placeholder": field.default or ""}


@control_props.register
def _choice_props(field: ChoiceField, stored: Json, _offered: Sequence[Choice] | None = None) -> Props:
    value = field.value_of(stored)
    choices = with_codes(field.options) if field.shows_codes else field.options
    return {"options": _with_chosen(choices, [value] if value else [])}


@control_props.register
def _choices_props(field: Choices, stored: Json, offered: Sequence[Choice] | None = None) -> Props:
    value, choices = field.value_of(stored), offered if field.is_open else field.options
    options = None if choices is None else _with_chosen(choices, value)
    lines = 1 if field.pattern else 2  # an address or a name is never continued on the next line
    return {"options": options, "limit": field.max_items, "value": value, "lines": lines}


def with_codes(options: Sequence[Choice]) -> list[Choice]:
    """The options with their values in front of their labels, in the reader's language."""
    return [
        Choice(option.value, f"{option.value}: {translate_message(option.label)}", is_name=True) for option in options
    ]


def _with_chosen(offered: Sequence[Choice], chosen: Sequence[str]) -> Sequence[Choice]:
    """The offered choices and the chosen values that are no longer offered, which the control would otherwise lose."""
    offered_values = {choice.value for choice in offered}
    return [*(Choice(text, text, is_name=True) for text in chosen if text not in offered_values), *offered]


def _text_control(field: TextField, value: Json, offered: Sequence[Choice]) -> Mapping[str, object]:
    """The control of a text, where its kind alone doesn't decide. Next to the offered values any text can be typed."""
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
