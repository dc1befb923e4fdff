"""The keyvalue filter: `a=1, b="two words"` becomes an object.

A pair is between delimiters: a key, the separator without spaces around it, and a value; both are quoted or consist of
plain characters. One RE2 pattern finds all pairs, so that no text makes it slow.
"""

from __future__ import annotations

import re

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.grok.re2_syntax import to_exact_re2
from tilekit.pipeline.grok.structured import add, number_or_text, unescaped
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.re2_patterns import Re2Pattern, compiled_pattern

_QUOTES = ('""', "''", "<>")
_VALUE_CHARACTERS = r"\w.\-@"
_BEFORE, _AFTER = r"\s,;(\[{", r"\s,;)\]}"
_RANGE = re.compile(r"([A-Za-z0-9]-[A-Za-z0-9])|(\\[wdsWDS])|(?:\\)?(.)", re.DOTALL)
_OCTAL = re.compile(r"0[0-7]+", re.ASCII)
_BOOLEANS: dict[str, Json] = {"true": True, "false": False}


class KeyValue(Struct, frozen=True):
    """A compiled filter. pattern finds a pair with the delimiter before it; opening is a
    delimiter for the first pair.
    """

    pattern: Re2Pattern
    opening: bytes
    quotes: tuple[str, ...]

    def read(self, text: str) -> dict[str, Json]:
        """The pairs. Empty or null values and keys with spaces are left out; the values of a repeated key become a
        list.
        """
        values: dict[str, Json] = {}
        data, at = self.opening + text.encode("utf-8", "surrogatepass"), 0
        while match := self.pattern.search(data, at):
            groups, end = match
            key, value = (part.decode("utf-8", "surrogatepass") for part in groups[:2])
            at = end - len(groups[2])  # the end of a pair is the start of the next
            key = self._without_quotes(key.strip())
            if key and " " not in key:
                self._add_pair(values, key, value.strip().rstrip(","))
        return values

    def _add_pair(self, values: dict[str, Json], key: str, value: str) -> None:
        inner = self._without_quotes(value)
        if inner != value:
            add(values, key, inner.strip())
        elif value not in ("", "null"):
            add(values, key, _typed_value(value))

    def _without_quotes(self, text: str) -> str:
        is_quoted = any(len(text) > 1 and text[0] == pair[0] and text[-1] == pair[-1] for pair in self.quotes)
        return text[1:-1] if is_quoted else text


def key_value(arguments: tuple[str, ...]) -> KeyValue:
    """The filter for separatorStr, characterAllowList, quotingStr and delimiter. Raises PipelineRefused."""
    separator, allowed, quoting, delimiter = (*arguments, "", "", "", "")[:4]
    allowed, delimiter = unescaped(allowed), unescaped(delimiter)
    if len(quoting) % 2:
        raise PipelineRefused(N_("keyvalue needs quotation marks in pairs"))
    quotes = tuple(quoting[at : at + 2] for at in range(0, len(quoting), 2)) or _QUOTES
    quoted = "".join(
        rf"{_escaped_character(pair[0])}[^{_escaped_character(pair[0])}]+{_escaped_character(pair[1])}|"
        for pair in quotes
    )
    word = rf"({quoted}[{_VALUE_CHARACTERS}{_escaped_class(allowed)}]+)"
    before, after = (_escaped_class(delimiter), _escaped_class(delimiter)) if delimiter else (_BEFORE, _AFTER)
    # Spaces in a separator are literal; a separator with a backslash is a pattern.
    between = to_exact_re2(separator) if "\\" in separator else re.escape(separator or "=")
    pattern = compiled_pattern(rf"[{before}]{word}(?:{between}){word}(?:([{after}])|\z)")
    return KeyValue(pattern, _opening_character(delimiter).encode("utf-8", "surrogatepass"), quotes)


def _opening_character(delimiter: str) -> str:
    """A character that matches the delimiter's class: a space if there is none, or if the class contains spaces."""
    match = _RANGE.match(delimiter)
    span, _, character = match.groups() if match else ("", "", "")
    return character or (span or " ")[0]


def _escaped_class(text: str) -> str:
    """The text, escaped for a character class. Ranges and one-letter classes keep their meaning."""
    return "".join(
        span or replacement or _escaped_character(character) for span, replacement, character in _RANGE.findall(text)
    )


def _escaped_character(character: str) -> str:
    return character if character.isalnum() or ord(character) > 127 else rf"\x{{{ord(character):x}}}"


def _typed_value(value: str) -> Json:
    """The value as a boolean or a number if it is one, otherwise the text.

    As on the platform, a text with leading zeros is a number only if it can be octal.
    """
    if value in _BOOLEANS:
        return _BOOLEANS[value]
    return int(value) if len(value) < 19 and _OCTAL.fullmatch(value) else number_or_text(value)
