"""Messages about invalid values, in the language of the request."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from api.errors import ShapeWrong
from common.lazy_text import LazyText

# By pydantic's error type, with placeholders from its context. Other errors keep pydantic's message.
_MESSAGES: Mapping[str, LazyText] = {
    "missing": _("A value is required."),
    "extra_forbidden": _("There is no field with this name."),
    "enum": _("Must be one of: {expected}."),
    "literal_error": _("Must be one of: {expected}."),
    "greater_than_equal": _("Must be {ge} or more."),
    "less_than_equal": _("Must be {le} or less."),
    "string_too_short": _("Must have {min_length} or more characters."),
    "string_too_long": _("Must have {max_length} or fewer characters."),
    "string_pattern_mismatch": _("Must match the pattern {pattern}."),
    "too_short": _("Must have {min_length} or more items."),
    "too_long": _("Must have {max_length} or fewer items."),
    "string_type": _("Must be a string."),
    "int_type": _("Must be an integer."),
    "int_parsing": _("Must be an integer."),
    "int_from_float": _("Must be an integer."),
    "bool_type": _("Must be true or false."),
    "bool_parsing": _("Must be true or false."),
    "list_type": _("Must be an array."),
    "dict_type": _("Must be an object."),
    "model_type": _("Must be an object."),
    "model_attributes_type": _("Must be an object."),
    "uuid_type": _("Must be a UUID."),
    "uuid_parsing": _("Must be a UUID."),
    "datetime_type": _("Must be a date and time, such as 2030-01-31T09:00:00Z."),
    "datetime_parsing": _("Must be a date and time, such as 2030-01-31T09:00:00Z."),
    "datetime_from_date_parsing": _("Must be a date and time, such as 2030-01-31T09:00:00Z."),
    "timezone_aware": _("Must have a UTC offset, such as Z or +02:00."),
}


def validation_error(errors: Iterable[tuple[str, Mapping[str, Any]]]) -> ShapeWrong:
    """The ShapeWrong error for errors of pydantic.

    errors are (path of the invalid value, error of pydantic); the path is "" for the whole body.
    """
    fields: dict[str, list[str]] = {}
    for place, each in errors:
        fields.setdefault(place or "body", []).append(_message(each))
    return ShapeWrong(fields=fields)


def _message(error: Mapping[str, Any]) -> str:
    context = dict(error.get("ctx", {}))
    if "expected" in context:  # “'', 'a', 'b' or 'c'”
        expected = str(context["expected"]).removeprefix("'', ")
        context["expected"] = expected.replace("' or '", "', '").replace("'", "")
    known = _MESSAGES.get(error["type"])
    return str(known).format_map(context) if known else str(error["msg"])
