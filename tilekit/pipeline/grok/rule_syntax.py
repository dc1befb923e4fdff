"""Grok rules as text: names, patterns, and the `%{matcher:extract:filter}` in them."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.core.messages import N_
from tilekit.pipeline.notes import PipelineRefused

Argument = str | float | bool | None
_RULE_NAME = re.compile(r"\s*([A-Za-z0-9_][\w.-]*)\s+(?=\S)")
_FACTOR = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?(?![\w.])", re.ASCII)
_CALL = re.compile(r"[A-Za-z_][\w.-]*")
_LITERALS: dict[str, Argument] = {"true": True, "false": False, "null": None}


class GrokCall(Struct, frozen=True):
    """A matcher or filter with its arguments; a filter may be an argument of `array`."""

    name: str
    arguments: tuple["Argument | GrokCall", ...] = ()


class GrokToken(Struct, frozen=True):
    """One `%{...}`, and its text. extract is None if the value is discarded, "" if it is stored at the root."""

    matcher: GrokCall
    extract: str | None = None
    filter: GrokCall | None = None
    text: str = ""


class ParsedGrokRule(Struct, frozen=True):
    """A named line. line counts from 0 in the text of the rules; problem is set if it can't be read."""

    name: str
    parts: tuple[str | GrokToken, ...]
    line: int
    problem: PipelineRefused | None = None


def read_rules(text: str) -> list[ParsedGrokRule]:
    """Every rule of a text, one per line; blank lines and comments are skipped."""
    lines = enumerate(text.split("\n"))
    return [_rule(line.strip("\r"), at) for at, line in lines if line.strip() and not line.lstrip().startswith("#")]


def _rule(line: str, at: int) -> ParsedGrokRule:
    match = _RULE_NAME.match(line)
    if not match:
        problem = PipelineRefused(N_("it needs a name and a pattern"))
        return ParsedGrokRule(name=line.strip()[:40], parts=(), line=at, problem=problem)
    try:
        return ParsedGrokRule(name=match[1], parts=tuple(_text_and_tokens(line[match.end() :])), line=at)
    except PipelineRefused as problem:
        return ParsedGrokRule(name=match[1], parts=(), line=at, problem=problem)


def _text_and_tokens(pattern: str) -> Iterator[str | GrokToken]:
    at = 0
    while (start := pattern.find("%{", at)) >= 0:
        if pattern[:start].endswith("\\") and not pattern[:start].endswith("\\\\"):
            yield pattern[at : start + 2]
            at = start + 2
            continue
        yield pattern[at:start]
        reader = _GrokTokenReader(pattern, start + 2)
        yield reader.token()
        at = reader.at
    yield pattern[at:]


class _GrokTokenReader:
    """Reads one token, starting after its `%{`."""

    def __init__(self, text: str, at: int) -> None:
        self._text, self.at = text, at

    def token(self) -> GrokToken:
        start = self.at
        matcher = self._call()
        extract: str | None = None
        post: GrokCall | None = None
        if self._accept(":"):
            extract = self._path()
            post = self._call() if self._accept(":") else None
        if not self._accept("}"):
            raise PipelineRefused(N_("%{{{matcher} has no closing brace"), matcher=matcher.name)
        if extract == "" and post is None:
            extract = None
        return GrokToken(matcher, extract, post, self._text[start - 2 : self.at])

    def _call(self) -> GrokCall:
        self._skip()
        match = _CALL.match(self._text, self.at)
        if not match:
            raise PipelineRefused(
                N_("a name is missing after “{part}”"), part=self._text[max(self.at - 8, 0) : self.at]
            )
        self.at = match.end()
        call = GrokCall(match[0], tuple(self._arguments()) if self._accept("(") else ())
        self._skip()
        return call

    def _arguments(self) -> Iterator["Argument | GrokCall"]:
        if self._accept(")"):
            return
        while True:
            self._skip()
            yield self._argument()
            self._skip()
            if self._accept(")"):
                return
            if not self._accept(","):
                raise PipelineRefused(N_("a bracket or quotation mark is unmatched"))

    def _argument(self) -> "Argument | GrokCall":
        character = self._text[self.at : self.at + 1]
        if character in ('"', "'") and character:
            return self._quoted(character)
        match = _FACTOR.match(self._text, self.at)
        if match:
            self.at = match.end()
            return float(match[0])
        call = self._call()
        if self._accept(":"):  # `decodeuricomponent:true`: the option, if it is on
            return call if self._argument() is True else None
        return _LITERALS.get(call.name, call)

    def _quoted(self, character: str) -> str:
        characters: list[str] = []
        at = self.at + 1
        while at < len(self._text) and self._text[at] != character:
            if self._text[at] == "\\" and self._text[at + 1 : at + 2] in ("\\", character):
                at += 1
            characters.append(self._text[at])
            at += 1
        if at >= len(self._text):
            raise PipelineRefused(N_("a bracket or quotation mark is unmatched"))
        self.at = at + 1
        return "".join(characters)

    def _path(self) -> str:
        end = self.at
        while end < len(self._text) and self._text[end] not in ":}":
            end += 1
        path, self.at = self._text[self.at : end].strip(), end
        return path

    def _accept(self, character: str) -> bool:
        if self._text[self.at : self.at + 1] != character:
            return False
        self.at += 1
        return True

    def _skip(self) -> None:
        while self._text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
