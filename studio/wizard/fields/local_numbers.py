"""Reads prices as people write them in their language. Programs send them in one form: 1234.50."""

import re
from collections.abc import Mapping
from unicodedata import normalize

from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal
from django.utils.translation import get_language

from tilekit.core.field import Json
from tilekit.core.fields import Money
from tilekit.sections import section_of

_STORED = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TYPED = re.compile(r"[0-9][0-9., ]*")


def with_stored_prices(section_key: str, values: Mapping[str, Json]) -> dict[str, Json]:
    """The values of a section with prices in the form in which they are stored. Raises KeyError for an unknown section.

    A text that isn't a number in the reader's language stays as typed, and its check reports it.
    """
    fields = section_of(section_key).fields
    return {
        name: _stored_price(value) if isinstance(fields.get(name), Money) and isinstance(value, str) else value
        for name, value in values.items()
    }


def _stored_price(typed: str) -> str:
    plain, language = normalize("NFKC", typed).strip(), get_language() or "en"
    if _STORED.fullmatch(plain):
        return plain
    try:
        grouped = plain.replace(" ", get_group_symbol(language))
        return str(parse_decimal(grouped, locale=language, strict=True)) if _TYPED.fullmatch(plain) else typed
    except NumberFormatError:
        return typed
