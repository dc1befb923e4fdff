"""Filters for texts with a structure: XML, CSV, lists, query strings."""

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

_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,17})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_LARGEST_INTEGER = 2**63 - 1


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
