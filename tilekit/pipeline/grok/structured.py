"""Filters for texts with a structure: Ruby hashes, XML, CSV, lists, query strings."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import MISSING, Attributes, Missing
from tilekit.pipeline.json_text import value_in
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_RUBY = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign>=>|[{}\[\],])|(?P<word>[^\s{}\[\],"'=]+|=))"""
)
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,17})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_LARGEST_INTEGER = 2**63 - 1
_LITERALS: dict[str, Json] = {"nil": None, "null": None, "true": True, "false": False}


def query_string(text: str) -> Attributes:
    """`?a=1&b=2` as an object; the values of a repeated key become a list."""
    attributes: Attributes = {}
    for key, value in pairs_of(text.removeprefix("?")):
        add(attributes, _percent_decoded(key), _percent_decoded(value))
    return attributes


def pairs_of(query: str) -> Iterator[tuple[str, str]]:
    """Key and value of each part of a query string, unchanged."""
    for pair in query.split("&"):
        if pair:
            key, _, value = pair.partition("=")
            yield key, value


def add(attributes: Attributes, key: str, value: Json) -> None:
    """Set the value; several values of one key become a list."""
    current = attributes.get(key)
    if key not in attributes:
        attributes[key] = value
    elif isinstance(current, list):
        current.append(value)
    else:
        attributes[key] = [current, value]


def _percent_decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def csv_row(text: str, headers: tuple[str, ...], *, separator: str, quote: str) -> Attributes:
    """One line of CSV by its headers. Values without a header and empty values are left out; numbers are converted."""
    try:
        row = next(csv.reader([text], delimiter=separator, quotechar=quote, skipinitialspace=True), [])
    except csv.Error:
        return {}
    return {
        name.strip(): number_or_text(value) for name, value in zip(headers, row, strict=False) if value and name.strip()
    }


def unescaped(text: str) -> str:
    r"""The text with `\t`, `\n` and `\r` replaced by the characters they stand for."""
    return text.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r") if "\\" in text else text


def number_or_text(text: str) -> Json:
    """The number if the text is a JSON number, otherwise the text; also the text for integers above 64 bits."""
    number = value_in(text) if _PLAIN_NUMBER.fullmatch(text) else MISSING
    if isinstance(number, Missing) or (isinstance(number, int) and abs(number) > _LARGEST_INTEGER):
        return text
    return number


def xml_object(text: str) -> Attributes | Missing:
    """XML as an object: attributes and children are keys, other text is `value`; no entities, no DTD.

    Names have no namespace prefix, and namespace declarations are not attributes.
    """
    from defusedxml import DefusedXmlException  # slow import
    from defusedxml.ElementTree import ParseError, fromstring  # slow import

    try:
        root = fromstring(text.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return MISSING
    value = _element(root, MAX_PIPELINE_LEVELS // 2)
    return {_local_name(root.tag): value} if not isinstance(value, Missing) else MISSING


def _element(element: Element, levels: int) -> Json | Missing:
    if not levels:
        return MISSING
    attributes: Attributes = {_local_name(name): attribute for name, attribute in element.attrib.items()}
    for child in element:
        value = _element(child, levels - 1)
        if isinstance(value, Missing):
            return MISSING
        add(attributes, _local_name(child.tag), value)
    text = (element.text or "").strip()
    if not attributes:
        return text
    return {**attributes, "value": text} if text else attributes


def _local_name(name: str) -> str:
    """`{namespace}name` without the namespace."""
    return name.rpartition("}")[2]


def list_items(text: str, brackets: str, separator: str) -> list[str] | Missing:
    """The items of a list. The text may lack the brackets around it."""
    text = text.strip()
    if len(brackets) == 2 and text.startswith(brackets[0]) and text.endswith(brackets[1]) and len(text) > 1:
        text = text[1:-1]
    if not text or not separator:
        return MISSING
    return list(text.split(separator))


def ruby_hash(text: str) -> Attributes | Missing:
    """`{name => "Jo", :age => 3}` as an object; MISSING if it is not one."""
    try:
        tokens = _Tokens(text)
        value = tokens.value(MAX_PIPELINE_LEVELS)
    except ValueError:
        return MISSING
    return value if isinstance(value, dict) and tokens.is_done else MISSING


class _Tokens:
    def __init__(self, text: str) -> None:
        self._tokens = list(_ruby_tokens(text))
        self._at = 0

    @property
    def is_done(self) -> bool:
        return self._at == len(self._tokens)

    def _next_token(self) -> tuple[str, str]:
        if self.is_done:
            raise ValueError("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, text: str, kind: str = "sign") -> bool:
        if self.is_done or self._tokens[self._at] != (kind, text):
            return False
        self._at += 1
        return True

    def value(self, levels: int) -> Json:
        """The next value. Raises ValueError if the text is malformed or nested too deeply."""
        kind, text = self._next_token()
        if not levels:
            raise ValueError("too deep")
        if (kind, text) == ("sign", "{"):
            return self._hash(levels)
        if (kind, text) == ("sign", "["):
            return self._list(levels)
        if kind == "sign":
            raise ValueError(text)
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        word = text.removeprefix(":")
        value = _LITERALS[word] if word in _LITERALS else number_or_text(word)
        return float(value) if type(value) is int else value  # on the platform, all numbers have decimals

    def _hash(self, levels: int) -> Attributes:
        attributes: Attributes = {}
        while not self._accept("}"):
            key = self._key()
            attributes[key] = self.value(levels - 1)
            self._accept(",")
        return attributes

    def _key(self) -> str:
        """The next key, without its separator: `=>`, or a colon (`name: 1`)."""
        kind, text = self._next_token()
        if kind == "word" and text.endswith(":"):
            return text[:-1]
        if kind == "sign" or not (self._accept("=>") or self._accept(":", "word")):
            raise ValueError("=> is missing")
        return text[1:-1] if kind == "text" else text.removeprefix(":")

    def _list(self, levels: int) -> list[Json]:
        items: list[Json] = []
        while not self._accept("]"):
            items.append(self.value(levels - 1))
            self._accept(",")
        return items


def _ruby_tokens(text: str) -> Iterator[tuple[str, str]]:
    at, text = 0, text.rstrip()
    while at < len(text):
        match = _RUBY.match(text, at)
        if match is None or match.lastgroup is None:
            raise ValueError("no hash")
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()
