"""The filter for Ruby hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import MISSING, Attributes, Missing
from tilekit.pipeline.grok.structured import number_or_text
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS

_RUBY = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign>=>|[{}\[\],])|(?P<word>[^\s{}\[\],"'=]+|=))"""
)
_LITERALS: dict[str, Json] = {"nil": None, "null": None, "true": True, "false": False}


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
