"""JSON request bodies: checks size, depth and characters before any value is validated."""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Never

from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext as _
from ninja.parser import Parser

from api.errors import BodyTooLarge, BodyUnreadable, ContentTypeWrong
from api.limits import MAX_JSON_BYTES
from common.errors import SlipwayError
from tilekit.core.field import Json
from tilekit.core.storable import bad_character, is_shallow

JSON = "application/json"
# JSON in UTF-8 can contain NUL or an unpaired surrogate only as an escape.
_ESCAPED = re.compile(r"\\u(0000|[dD][89a-fA-F])")


class JsonParser(Parser):
    """Parses JSON bodies. With is_strict, the content type must be application/json."""

    def __init__(self, *, is_strict: bool) -> None:
        self.is_strict = is_strict

    def parse_body(self, request: HttpRequest) -> Json:  # type: ignore[override]  # ninja takes any value
        """The parsed value. Raises ContentTypeWrong, BodyTooLarge, BodyUnreadable."""
        if self.is_strict and request.content_type != JSON:
            raise ContentTypeWrong
        return parse_json_body(request.body)


def parse_json_body(body: bytes, *, max_bytes: int = MAX_JSON_BYTES) -> Json:
    """Parse a UTF-8 body; all numbers must be finite. Raises BodyTooLarge, BodyUnreadable."""
    if len(body) > max_bytes:
        raise BodyTooLarge
    try:
        text = body.decode("utf-8-sig")
        value: Json = json.loads(text, parse_int=_integer, parse_float=_finite, parse_constant=_no_number)
    except RecursionError:
        raise BodyUnreadable(why=_("The JSON is nested too deeply.")) from None
    except UnicodeDecodeError as error:
        raise BodyUnreadable(why=_("Byte {number} is not valid UTF-8.").format(number=error.start + 1)) from None
    except json.JSONDecodeError as error:
        why = _("The body is not valid JSON. See line {line}, column {column}.").format(
            line=error.lineno, column=error.colno
        )
        raise BodyUnreadable(why=why) from None
    except ValueError as error:
        raise BodyUnreadable(why=str(error)) from None
    if not is_shallow(value):
        raise BodyUnreadable(why=_("The JSON is nested too deeply."))
    if _ESCAPED.search(text):
        _refuse_characters(value)
    return value


def refusal_of_stream(error: Exception) -> SlipwayError:
    """The error for a body that cannot be read: it ended too early, or it was already read as a form."""
    return (
        ContentTypeWrong()
        if isinstance(error, RawPostDataException)
        else BodyUnreadable(why=_("The body is incomplete."))
    )


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(_("The JSON contains a number with too many digits.")) from None


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        _no_number(text)
    return number


def _no_number(text: str) -> Never:
    raise ValueError(_("{number} is not a valid JSON number.").format(number=text))


def _refuse_characters(value: Json) -> None:
    for place, text in _texts(value):
        if character := bad_character(text):
            why = _("The JSON contains {character}, which is not allowed.").format(character=character)
            raise BodyUnreadable(why=why, fields={place: why})


def _texts(value: Json, place: str = "") -> Iterator[tuple[str, str]]:
    """(dotted path, text) of every string and key. The path of a key is that of its object.

    The value must not be deeply nested.
    """
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield place, name
            yield from _texts(item, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{place}.{number}")
