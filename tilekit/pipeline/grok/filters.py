"""The filters of grok: what becomes of the text that a matcher found. MISSING means: extract nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.faults import Refused
from tilekit.pipeline.grok.keyvalue import key_value
from tilekit.pipeline.grok.matchers import integer_of, number_of, pattern_of, text_argument
from tilekit.pipeline.grok.rules import Call
from tilekit.pipeline.grok.structured import csv_row, list_items, query_string, ruby_hash, unescaped, xml_object
from tilekit.pipeline.grok.translate import translated
from tilekit.pipeline.json_text import value_in
from tilekit.pipeline.limits import AGENT, SCAN
from tilekit.pipeline.paths import MISSING, Missing
from tilekit.pipeline.patterns import compiled
from tilekit.pipeline.web import url_parts, user_agent

_LARGEST = 1e100
OnValue = Callable[[Json], "Json | Missing"]
OnText = Callable[[str], "Json | Missing"]


class Filter(NamedTuple):
    """What becomes of a value; steps is what each character of it costs."""

    read: OnValue
    steps: int = 1


def filter_of(call: Call) -> Filter:
    """The filter of a call; raises Refused if there is none of that name, or its arguments do not fit."""
    if call.name == "nullIf":
        empty = text_argument(call, 0)
        return Filter(lambda value: MISSING if value == empty else value)
    if call.name == "scale":
        return Filter(_scale(call))
    if call.name == "array":
        return _array(call)
    if call.name in _PLAIN:
        return Filter(_on_text(_PLAIN[call.name]), SCAN)
    if call.name in _MADE:
        return Filter(_on_text(_MADE[call.name](call)), AGENT if call.name == "useragent" else SCAN)
    raise Refused(N_("the filter {name} does not exist"), name=call.name)


def _on_text(read: OnText) -> OnValue:
    return lambda value: read(value) if isinstance(value, str) else MISSING if value is None else read(_shown(value))


def _shown(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_PLAIN: dict[str, OnText] = {
    "number": number_of,
    "integer": integer_of,
    "boolean": lambda text: text.lower() == "true",
    "json": value_in,
    "rubyhash": ruby_hash,
    "xml": xml_object,
    "querystring": lambda text: dict(query_string(text)),
    "decodeuricomponent": unquote,
    "lowercase": str.lower,
    "uppercase": str.upper,
    "url": lambda text: dict(url_parts(text)),
}


def _scale(call: Call) -> OnValue:
    factor = call.arguments[0] if call.arguments else None
    if not isinstance(factor, int | float) or abs(factor) > _LARGEST:
        raise Refused(N_("scale needs a number as its argument"))

    def scaled(value: Json) -> Json | Missing:
        number = number_of(value) if isinstance(value, str) else value
        if not isinstance(number, int | float) or isinstance(number, bool) or abs(number) > _LARGEST:
            return MISSING
        return number * factor

    return scaled


def _texts(call: Call) -> tuple[str, ...]:
    return tuple(text_argument(call, at) for at in range(len(call.arguments)))


def _key_value(call: Call) -> OnText:
    reader = key_value(_texts(call))
    return lambda text: dict(reader.read(text))


def _csv(call: Call) -> OnText:
    headers = tuple(text_argument(call, 0).split(","))
    separator, quote = text_argument(call, 1, ","), text_argument(call, 2, '"')
    separator = "\t" if separator == "tab" else unescaped(separator)
    if len(separator) != 1 or len(quote) != 1:
        raise Refused(N_("csv needs one character each as separator and quotation mark"))
    return lambda text: dict(csv_row(text, headers, separator=separator, quote=quote))


def _user_agent(call: Call) -> OnText:
    is_encoded = any(isinstance(one, Call) and one.name == "decodeuricomponent" for one in call.arguments)
    return lambda text: dict(user_agent(text, is_encoded=is_encoded))


def _array(call: Call) -> Filter:
    """array([[brackets, ] separator][, filter]); a matcher may stand in place of the filter."""
    texts = [one for one in call.arguments if isinstance(one, str)]
    inner = next((one for one in call.arguments if isinstance(one, Call)), None)
    brackets, separator = texts if len(texts) == 2 else ("[]", texts[0] if texts else ",")
    brackets = brackets * 2 if len(brackets) == 1 else brackets
    separator = unescaped(separator)
    item = _item(inner) if inner else Filter(lambda value: value)

    def split(text: str) -> Json | Missing:
        items = list_items(text, brackets, separator)
        values = [] if isinstance(items, Missing) else [item.read(one) for one in items]
        read = [value for value in values if not isinstance(value, Missing)]
        return read if read and len(read) == len(values) else MISSING  # one that cannot be read spoils the list

    return Filter(_on_text(split), item.steps + SCAN)


def _item(call: Call) -> Filter:
    if call.name in NAMES:
        return filter_of(call)
    text, reading = pattern_of(call)
    pattern = compiled(translated(text).text)

    def read(value: Json) -> Json | Missing:
        shown = _shown(value)
        if not pattern.fits(shown):
            return MISSING
        return reading(shown) if reading else shown

    return Filter(read, pattern.steps)


_MADE: dict[str, Callable[[Call], OnText]] = {"keyvalue": _key_value, "csv": _csv, "useragent": _user_agent}
NAMES = frozenset((*_PLAIN, *_MADE, "array", "nullIf", "scale"))
