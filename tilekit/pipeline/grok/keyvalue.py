"""The keyvalue filter: `a=1, b="two words"` becomes an object.

A pair stands between delimiters: a key, the separator without blanks around it, a value; both are quoted or of plain
characters. One pattern in RE2 finds all pairs, so that no text makes it slow.
"""

from __future__ import annotations

import re

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.faults import Refused
from tilekit.pipeline.grok.structured import add, number_or_text, unescaped
from tilekit.pipeline.grok.translate import translated
from tilekit.pipeline.patterns import Pattern, compiled

_QUOTES = ('""', "''", "<>")
_PLAIN = r"\w.\-@"
_BEFORE, _AFTER = r"\s,;(\[{", r"\s,;)\]}"
_RANGE = re.compile(r"([A-Za-z0-9]-[A-Za-z0-9])|(\\[wdsWDS])|(?:\\)?(.)", re.DOTALL)
_OCTAL = re.compile(r"0[0-7]+", re.ASCII)
_WORDS: dict[str, Json] = {"true": True, "false": False}


class KeyValue(Struct, frozen=True):
    """pattern finds a pair with the delimiter before it; opening stands in for that of the first pair."""

    pattern: Pattern
    opening: bytes
    quotes: tuple[str, ...]

    def read(self, text: str) -> dict[str, Json]:
        """The pairs. Empty or null values and keys with blanks are left out; a key that appears twice gives a list."""
        made: dict[str, Json] = {}
        data, at = self.opening + text.encode("utf-8", "surrogatepass"), 0
        while found := self.pattern.search(data, at):
            groups, end = found
            key, value = (part.decode("utf-8", "surrogatepass") for part in groups[:2])
            at = end - len(groups[2])  # what ends a pair begins the next
            key = self._unquoted(key.strip())
            if key and " " not in key:
                self._add(made, key, value.strip().rstrip(","))
        return made

    def _add(self, made: dict[str, Json], key: str, value: str) -> None:
        inner = self._unquoted(value)
        if inner != value:
            add(made, key, inner.strip())
        elif value not in ("", "null"):
            add(made, key, _typed(value))

    def _unquoted(self, text: str) -> str:
        is_quoted = any(len(text) > 1 and text[0] == pair[0] and text[-1] == pair[-1] for pair in self.quotes)
        return text[1:-1] if is_quoted else text


def key_value(arguments: tuple[str, ...]) -> KeyValue:
    """The filter of the arguments separatorStr, characterAllowList, quotingStr and delimiter; raises Refused."""
    separator, allowed, quoting, delimiter = (*arguments, "", "", "", "")[:4]
    allowed, delimiter = unescaped(allowed), unescaped(delimiter)
    if len(quoting) % 2:
        raise Refused(N_("keyvalue needs quotation marks in pairs"))
    quotes = tuple(quoting[at : at + 2] for at in range(0, len(quoting), 2)) or _QUOTES
    quoted = "".join(rf"{_one(pair[0])}[^{_one(pair[0])}]+{_one(pair[1])}|" for pair in quotes)
    word = rf"({quoted}[{_PLAIN}{_signs(allowed)}]+)"
    before, after = (_signs(delimiter), _signs(delimiter)) if delimiter else (_BEFORE, _AFTER)
    # Blanks in it are meant as they stand; a backslash says that it is a pattern.
    between = translated(separator).text if "\\" in separator else re.escape(separator or "=")
    pattern = compiled(rf"[{before}]{word}(?:{between}){word}(?:([{after}])|\z)")
    return KeyValue(pattern, _opening(delimiter).encode("utf-8", "surrogatepass"), quotes)


def _opening(delimiter: str) -> str:
    """A sign that the delimiter's class holds: a blank for none, and for a class of blanks."""
    found = _RANGE.match(delimiter)
    span, _, sign = found.groups() if found else ("", "", "")
    return sign or (span or " ")[0]


def _signs(text: str) -> str:
    """Characters of a class: ranges and classes of one letter count as such, all else stands for itself."""
    return "".join(span or known or _one(sign) for span, known, sign in _RANGE.findall(text))


def _one(sign: str) -> str:
    return sign if sign.isalnum() or ord(sign) > 127 else rf"\x{{{ord(sign):x}}}"


def _typed(value: str) -> Json:
    """A number where it is one: leading zeros hinder that only where the text cannot be octal, as on the platform."""
    if value in _WORDS:
        return _WORDS[value]
    return int(value) if len(value) < 19 and _OCTAL.fullmatch(value) else number_or_text(value)
