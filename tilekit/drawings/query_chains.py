"""Splits queries of monitors: a comparison at the end, calls with arguments, and chains of methods."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.queries.brackets import BRACKET_PAIRS
from tilekit.queries.monitors import Comparison

_QUOTED = r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*"""
_ARGUMENT = re.compile(rf"{_QUOTED}|\s*([\w.@*:/-]*)\s*", re.DOTALL)
_LINK = re.compile(r"\s*\.?\s*([A-Za-z][\w-]*)\s*\(")
_MAX_LINKS, _MAX_ARGUMENTS = 20, 50


class ChainedCall(Struct, frozen=True):
    """A call in a chain with its arguments, without quotation marks."""

    name: str
    arguments: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The first argument; "" if there is none."""
        return self.arguments[0] if self.arguments else ""


def condition_of(query: str, comparison: Comparison) -> str:
    """The query without the comparison at its end."""
    return query.rstrip().removesuffix(comparison.written).rstrip().removesuffix(comparison.operator).strip()


def links_of(chain: str) -> tuple[ChainedCall, ...] | None:
    """The calls of a chain such as `logs("a").rollup("count").last("5m")`; None if it is anything else."""
    links, at = list[ChainedCall](), 0
    while at < len(chain):
        match = _LINK.match(chain, at)
        if match is None or len(links) == _MAX_LINKS:
            return None
        arguments, at = _arguments(chain, match.end())
        if at < 0:
            return None
        links.append(ChainedCall(match[1], arguments))
    return tuple(links)


def _arguments(chain: str, at: int) -> tuple[tuple[str, ...], int]:
    """(arguments, offset after the bracket); the offset is -1 if they can't be read."""
    arguments = list[str]()
    while len(arguments) < _MAX_ARGUMENTS and (match := _ARGUMENT.match(chain, at)):
        quoted = match[1] if match[1] is not None else match[2]
        word = match[3] or ""
        if quoted is not None or word:
            arguments.append(quoted.replace('\\"', '"') if quoted is not None else word)
        end = chain[match.end() : match.end() + 1]
        if end == ")":
            return tuple(arguments), match.end() + 1
        if end != ",":
            break
        at = match.end() + 1
    return (), -1


def call_of(expression: str) -> tuple[str, list[str]] | None:
    """(name, arguments) if the whole expression is one call, such as `anomalies(avg:a{*}, 'basic', 2)`."""
    match = re.match(r"([A-Za-z_]\w*)\(", expression)
    if match is None or not expression.endswith(")"):
        return None
    inner = expression[match.end() : -1]
    parts = list(_parts(inner))
    return (match[1], [part.strip() for part in parts]) if parts else None


def _parts(text: str) -> Iterator[str]:
    """The parts between the outer commas; nothing if the brackets don't match."""
    opened, quote, start, parts = list[str](), "", 0, list[str]()
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([{":
            opened.append(character)
        elif character in BRACKET_PAIRS:
            if not opened or opened.pop() != BRACKET_PAIRS[character]:
                return
        elif character == "," and not opened:
            parts.append(text[start:at])
            start = at + 1
    if not opened and not quote:
        yield from (*parts, text[start:])
