"""The keyvalue filter: `a=1, b="two words"` becomes an object. One pass, no pattern of the partner is run."""

import re
from dataclasses import dataclass, field

from tilekit.core.fields import Json
from tilekit.pipeline.json_text import value_in
from tilekit.pipeline.paths import Missing

_QUOTES = ('""', "''", "<>")
_DELIMITERS = " \t\r\n,;"
_PLAIN = re.compile(r"[\w.\-@]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyValue:
    """separator stands between key and value; allowed are more characters that a bare value may hold.

    quotes are pairs of quotation marks that replace the usual ones; delimiter stands between the pairs ("" for blanks,
    commas and semicolons).
    """

    separator: str = "="
    allowed: str = ""
    quotes: tuple[str, ...] = _QUOTES
    delimiter: str = ""
    _known: dict[str, bool] = field(default_factory=dict, compare=False)

    def read(self, text: str) -> dict[str, Json]:
        """The pairs; empty and null values are left out."""
        pairs = self._delimited(text) if self.delimiter else self._scanned(text)
        return {key: _typed(value, is_quoted=is_quoted) for key, value, is_quoted in pairs if _is_kept(value)}

    def _delimited(self, text: str) -> list[tuple[str, str, bool]]:
        made = []
        for part in text.split(self.delimiter):
            key, found, value = part.partition(self.separator)
            if found and key.strip():
                inner = self._unquoted(value.strip())
                made.append((self._unquoted(key.strip()), inner, inner != value.strip()))
        return made

    def _unquoted(self, text: str) -> str:
        is_quoted = any(len(text) > 1 and text[0] == pair[0] and text[-1] == pair[-1] for pair in self.quotes)
        return text[1:-1] if is_quoted else text

    def _scanned(self, text: str) -> list[tuple[str, str, bool]]:
        """From separator to separator: the key is what a bare word before it is, the value what follows."""
        made: list[tuple[str, str, bool]] = []
        quotes = self.quotes
        at, start = 0, 0
        while (found := text.find(self.separator, at)) >= 0:
            key = self._key_before(text, start, found)
            opened = next((pair for pair in quotes if text.startswith(pair[0], found + len(self.separator))), "")
            value, end, is_quoted = self._value_at(text, found + len(self.separator), opened)
            if opened and not is_quoted:  # it is closed nowhere behind this: nobody needs to look again
                quotes = tuple(pair for pair in quotes if pair != opened)
            if key:
                made.append((key, value, is_quoted))
            at = start = max(end, found + len(self.separator))
        return made

    def _key_before(self, text: str, start: int, end: int) -> str:
        if end > start and any(text[end - 1] == pair[-1] for pair in self.quotes):
            opening = next(pair[0] for pair in self.quotes if text[end - 1] == pair[-1])
            found = text.rfind(opening, start, end - 1)
            return text[found + 1 : end - 1] if found >= start else ""
        at = end
        while at > start and self._is_bare(text[at - 1], is_key=True):
            at -= 1
        return text[at:end]

    def _value_at(self, text: str, at: int, opened: str) -> tuple[str, int, bool]:
        end = text.find(opened[-1], at + 1) if opened else -1
        if end >= 0:
            return text[at + 1 : end], end + 1, True
        end = at
        while end < len(text) and self._is_bare(text[end], is_key=False):
            end += 1
        is_whole = end == len(text) or text[end] in _DELIMITERS
        return text[at:end] if is_whole else "", end, False

    def _is_bare(self, sign: str, *, is_key: bool) -> bool:
        return bool(_PLAIN.match(sign)) or (sign in self.allowed and not (is_key and sign in self.separator))


def key_value(arguments: tuple[str, ...]) -> KeyValue:
    """The filter of the arguments separatorStr, characterAllowList, quotingStr and delimiter."""
    separator, allowed, quoting, delimiter = (*arguments, "", "", "", "")[:4]
    quotes = tuple(quoting[at : at + 2] for at in range(0, len(quoting) - 1, 2)) or _QUOTES
    signs = re.sub(r"\\(.)", r"\1", allowed)
    return KeyValue(separator or "=", signs, quotes, delimiter)


def _is_kept(value: str) -> bool:
    return value not in ("", "null")


def _typed(value: str, *, is_quoted: bool) -> Json:
    if is_quoted:
        return value
    if value in ("true", "false"):
        return value == "true"
    if _NUMBER.fullmatch(value):
        number = value_in(value)
        return value if isinstance(number, Missing) else number
    return value
