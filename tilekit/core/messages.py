"""Messages for people: an English text with {braces} as its identifier, translated when it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from tilekit.core.amounts import amount_text
from tilekit.core.message_catalogues import ENGLISH, catalogue_of, language_code

if TYPE_CHECKING:
    pass

# Counts that are followed by a noun: a text with one of them has a singular and a plural form.
_COUNT = re.compile(r"\{(n|count)\}")
_VALUE = re.compile(r"\{(\w+)\}")
# Counts and amounts, which get thousands separators. Line numbers, versions and the like do not.
_AMOUNTS = frozenset(("all", "amount", "count", "length", "limit", "m", "n"))
# Prices, which are stored as text.
_PRICES = frozenset(("price", "other_price"))
# Language code -> thousands separator and decimal separator.
_SEPARATORS = {"fr": ("\u202f", ",")}
_BETWEEN_NAMES = {"ja": "、"}
_PLURAL_COUNT = 2
# The offending value of a finding. Blanks around it may be its fault.
_EXACT = "value"
_LINE_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_UNFILLABLE = (ValueError, LookupError, AttributeError, TypeError)


def N_(text: str) -> str:  # noqa: N802 the usual name of the marker that extractors look for
    """Mark a text for extraction; it is translated later, when it is shown."""
    return text


class Message(NamedTuple):
    """An English text with {braces} and the values that fill them; a value may be a message or a tuple.

    A named tuple, because msgspec would be half of the start of a command.
    """

    id: str
    parameters: Mapping[str, object] = {}

    def as_json(self) -> dict[str, object]:
        """The JSON value to store; values of other types become text."""
        return {"id": self.id, "parameters": {name: _json_value(value) for name, value in self.parameters.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Message:
        """The message for a value that `as_json` has returned."""
        parameters = stored.get("parameters")
        values = parameters if isinstance(parameters, dict) else {}
        return cls(str(stored.get("id", "")), {name: _value_from_json(value) for name, value in values.items()})


def render(message: Message | str, language: str = ENGLISH) -> str:
    """The text in the language with its values; English if there is no translation.

    A placeholder without a value stays visible, because an incomplete message is better than none.
    """
    if isinstance(message, str):
        return translate(message, language)
    values = _PlaceholderDict(
        {name: _display_value(name, value, language) for name, value in message.parameters.items()}
    )
    for text in (translate(message.id, language, count=_count_in(message)), message.id):
        try:
            return text.format_map(values)
        except _UNFILLABLE:  # the translation, or a text of another release, has a wrong placeholder
            continue
    return message.id


def translate(text: str, language: str, *, count: int = _PLURAL_COUNT) -> str:
    """The translation of the identifier without its values, in the plural form for the count if it has one."""
    if not is_counted(text):
        return catalogue_of(language).gettext(text) if text and language != ENGLISH else text
    try:
        return catalogue_of(language).ngettext(text, text, count)
    except ArithmeticError:  # the catalogue's rule for plurals divides by zero
        return text


def translate_with_ellipses(text: str, language: str) -> str:
    """The translation with "…" for each value, to show the message without a concrete case."""
    return render(Message(text, dict.fromkeys(_VALUE.findall(text), "…")), language)


def is_counted(text: str) -> bool:
    """Whether the text has a singular and a plural form."""
    return bool(_counted_by(text))


@lru_cache(maxsize=2048)
def _counted_by(text: str) -> str:
    """The name of the count in the text; "" if there is none."""
    match = _COUNT.search(text)
    return match[1] if match else ""


def _count_in(message: Message) -> int:
    count = message.parameters.get(_counted_by(message.id))
    return count if isinstance(count, int) else _PLURAL_COUNT


def _display_value(name: str, value: object, language: str) -> object:
    if isinstance(value, Message):
        return render(value, language)
    if isinstance(value, tuple):
        return joined((_display_value("", item, language) for item in value), language)
    if isinstance(value, str) and name in _PRICES and amount_text(value):
        return format_amount(amount_text(value), language)
    if isinstance(value, str):
        return _LINE_BREAK.sub(" ", value if name == _EXACT else value.strip() or value)
    if name in _AMOUNTS and isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(value, language)
    return value


def joined(names: Iterable[object], language: str = ENGLISH) -> str:
    """The names with the separator of the language between them: A, B."""
    return _BETWEEN_NAMES.get(language_code(language), ", ").join(map(str, names))


def format_number(number: float, language: str = ENGLISH) -> str:
    """The number with the separators of the language: 12,345.5, and 12 345,5 in French."""
    return _with_separators(f"{number:,}", language)


def format_amount(amount: str, language: str) -> str:
    """A stored amount (`1234.50`) with the separators of the language and all of its decimals; other text unchanged."""
    if not amount_text(amount):
        return amount
    whole, point, cents = amount.partition(".")
    return _with_separators(f"{int(whole):,}{point}{cents}", language)


def _with_separators(number: str, language: str) -> str:
    thousands, point = _SEPARATORS.get(language_code(language), (",", "."))
    return number.translate({ord(","): thousands, ord("."): point})


def _json_value(value: object) -> object:
    if isinstance(value, Message):
        return value.as_json()
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    is_json = value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value))
    return value if is_json else str(value)


def _value_from_json(value: object) -> object:
    if isinstance(value, list):
        return tuple(map(_value_from_json, value))
    return Message.from_json(value) if isinstance(value, dict) else value


class _PlaceholderDict(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
