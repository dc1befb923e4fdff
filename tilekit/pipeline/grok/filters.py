"""The filters of grok, which convert the text that a matcher found. MISSING means that nothing is extracted."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import MISSING, Missing
from tilekit.pipeline.grok.keyvalue import key_value
from tilekit.pipeline.grok.matchers import pattern_of, text_argument
from tilekit.pipeline.grok.re2_syntax import to_exact_re2
from tilekit.pipeline.grok.ruby_hashes import ruby_hash
from tilekit.pipeline.grok.rule_syntax import GrokCall
from tilekit.pipeline.grok.structured import csv_row, list_items, query_string, unescaped, xml_object
from tilekit.pipeline.json_text import as_text, value_in
from tilekit.pipeline.limits import AGENT, SCAN
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.number_text import integer_of, number_of
from tilekit.pipeline.re2_patterns import compiled_pattern
from tilekit.pipeline.web import url_parts, user_agent

_LARGEST_FLOAT = 1e100
OnValue = Callable[[Json], "Json | Missing"]
OnText = Callable[[str], "Json | Missing"]


class GrokFilter(NamedTuple):
    """Converts a value; steps is the cost of each character."""

    read: OnValue
    steps: int = 1


def filter_of(call: GrokCall) -> GrokFilter:
    """The filter of a call. Raises PipelineRefused if there is no such filter, or its arguments don't fit."""
    if call.name == "nullIf":
        empty = text_argument(call, 0)
        return GrokFilter(lambda value: MISSING if as_text(value) == empty else value)
    if call.name == "scale":
        return GrokFilter(_scale(call))
    if call.name == "array":
        return _array(call)
    if call.name in _CONVERTERS:
        return GrokFilter(_on_text(_CONVERTERS[call.name]), SCAN)
    if call.name in _MAKERS:
        return GrokFilter(_on_text(_MAKERS[call.name](call)), AGENT if call.name == "useragent" else SCAN)
    raise PipelineRefused(N_("the filter {name} does not exist"), name=call.name)


def _on_text(read: OnText) -> OnValue:
    return lambda value: MISSING if value is None else read(as_text(value))


_CONVERTERS: dict[str, OnText] = {
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


def _scale(call: GrokCall) -> OnValue:
    factor = call.arguments[0] if call.arguments else None
    if not isinstance(factor, int | float) or abs(factor) > _LARGEST_FLOAT:
        raise PipelineRefused(N_("scale needs a number as its argument"))

    def scaled(value: Json) -> Json | Missing:
        number = number_of(value) if isinstance(value, str) else value
        if not isinstance(number, int | float) or isinstance(number, bool) or abs(number) > _LARGEST_FLOAT:
            return MISSING
        return number * factor

    return scaled


def _key_value(call: GrokCall) -> OnText:
    reader = key_value(tuple(text_argument(call, at) for at in range(len(call.arguments))))
    return lambda text: dict(reader.read(text))


def _csv(call: GrokCall) -> OnText:
    headers = tuple(text_argument(call, 0).split(","))
    separator, quote = text_argument(call, 1, ","), text_argument(call, 2, '"')
    separator = "\t" if separator == "tab" else unescaped(separator)
    if len(separator) != 1 or len(quote) != 1:
        raise PipelineRefused(N_("csv needs exactly one character as its separator and one as its quotation mark"))
    return lambda text: dict(csv_row(text, headers, separator=separator, quote=quote))


def _user_agent(call: GrokCall) -> OnText:
    is_encoded = any(isinstance(one, GrokCall) and one.name == "decodeuricomponent" for one in call.arguments)
    return lambda text: dict(user_agent(text, is_encoded=is_encoded))


def _array(call: GrokCall) -> GrokFilter:
    """array([[brackets, ] separator][, filter]); a matcher may be used instead of the filter."""
    texts = [one for one in call.arguments if isinstance(one, str)]
    inner = next((one for one in call.arguments if isinstance(one, GrokCall)), None)
    brackets, separator = texts if len(texts) == 2 else ("[]", texts[0] if texts else ",")
    brackets = brackets * 2 if len(brackets) == 1 else brackets
    separator = unescaped(separator)
    item = _item_filter(inner) if inner else GrokFilter(lambda value: value)

    def split(text: str) -> Json | Missing:
        items = list_items(text, brackets, separator)
        values = [] if isinstance(items, Missing) else [item.read(one) for one in items]
        read = [value for value in values if not isinstance(value, Missing)]
        return read if read and len(read) == len(values) else MISSING  # missing if a single item cannot be parsed

    return GrokFilter(_on_text(split), item.steps + SCAN)


def _item_filter(call: GrokCall) -> GrokFilter:
    if call.name in FILTER_NAMES:
        return filter_of(call)
    text, reader = pattern_of(call)
    pattern = compiled_pattern(to_exact_re2(text))

    def read(value: Json) -> Json | Missing:
        item_text = as_text(value)
        if not pattern.fits(item_text):
            return MISSING
        return reader(item_text) if reader else item_text

    return GrokFilter(read, pattern.steps)


_MAKERS: dict[str, Callable[[GrokCall], OnText]] = {"keyvalue": _key_value, "csv": _csv, "useragent": _user_agent}
FILTER_NAMES = frozenset((*_CONVERTERS, *_MAKERS, "array", "nullIf", "scale"))
