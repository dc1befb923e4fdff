"""How far the rules of a grok parser match a text that none of them matches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tilekit.pipeline.grok.parser import GrokParser, GrokRule
from tilekit.pipeline.grok.re2_syntax import to_re2
from tilekit.pipeline.grok.rule_expansion import PatternBudget, RuleExpander
from tilekit.pipeline.grok.rule_syntax import GrokToken
from tilekit.pipeline.limits import TooMuchWork, WorkMeter
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.re2_patterns import Re2Pattern
from tilekit.pipeline.trace import LongestMatch

_ATOM = re.compile(r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})[+?]?")
_COMPILE_COST = 50_000
_MAX_EXPECTED = 30


class RulePiece(NamedTuple):
    """A piece of a rule that can be left out at its end: its text in the rule and its pattern."""

    text: str
    pattern: str


def longest_match(grok: GrokParser, text: str, work: WorkMeter) -> LongestMatch | None:
    """The longest start of the text that matches the start of a rule; of several rules the first one.

    None if no rule can be tried, or if that would take too much work.
    """
    data, best, best_end = text.encode("utf-8", "surrogatepass"), None, -1
    try:
        for rule in grok.rules:
            for pieces in _branches(list(_pieces(rule, grok))):
                count, end = _longest_start(pieces, data, work)
                if end > best_end:
                    best, best_end = (rule, _expected(pieces[count:])), end
    except (TooMuchWork, PipelineRefused):
        return None
    if best is None:
        return None
    rule, expected = best
    end = len(data[:best_end].decode("utf-8", "surrogatepass"))
    return LongestMatch(rule=rule.name, line=rule.line, text=text, end=end, expected=expected)


def _longest_start(pieces: Sequence[RulePiece], data: bytes, work: WorkMeter) -> tuple[int, int]:
    """The most pieces that match a start of the text, and the number of bytes of the longest such start.

    If some pieces match a start, fewer pieces match one, too, so the number can be halved.
    """
    fits, fails, end = 0, len(pieces) + 1, 0
    while fails - fits > 1:
        count = (fits + fails) // 2
        work.spend(_COMPILE_COST)
        length = _start_pattern("".join(piece.pattern for piece in pieces[:count])).longest_start(data, work)
        if length is None:
            fails = count
        else:
            fits, end = count, length
    return fits, end


@lru_cache(maxsize=1024)
def _start_pattern(pattern: str) -> Re2Pattern:
    return Re2Pattern(to_re2(pattern).text, takes_longest=True)


def _expected(pieces: Sequence[RulePiece]) -> str:
    """The first piece of the rest of a rule: a matcher, or the literal text up to the next one."""
    text = ""
    for piece in pieces:
        if piece.text.startswith("%{"):
            return text or piece.text
        text += piece.text
    return text if len(text) <= _MAX_EXPECTED else f"{text[:_MAX_EXPECTED]}…"


def _branches(pieces: Sequence[RulePiece]) -> list[list[RulePiece]]:
    """The alternatives of a rule, which `|` outside of brackets separates."""
    branches: list[list[RulePiece]] = [[]]
    for piece in pieces:
        if piece.pattern == "|":
            branches.append([])
        else:
            branches[-1].append(piece)
    return branches


def _pieces(rule: GrokRule, grok: GrokParser) -> Iterator[RulePiece]:
    """The pieces of a rule: matchers, characters, and groups in brackets, each with its quantifier."""
    expander, waiting, depth = RuleExpander(grok.support, PatternBudget()), RulePiece("", ""), 0
    for text, pattern in _atoms(rule, expander):
        if waiting.pattern and not depth and not _QUANTIFIER.fullmatch(text):
            yield waiting
            waiting = RulePiece("", "")
        waiting = RulePiece(waiting.text + text, waiting.pattern + pattern)
        depth += {"(": 1, ")": -1}.get(text, 0)
    if waiting.pattern:
        yield waiting


def _atoms(rule: GrokRule, expander: RuleExpander) -> Iterator[tuple[str, str]]:
    """Text and pattern of each matcher, character, bracket and quantifier of a rule."""
    for part in rule.source.parts:
        if isinstance(part, GrokToken):
            yield part.text, expander.part(part, (rule.name,))
            continue
        at = 0
        while at < len(part):
            match = _QUANTIFIER.match(part, at) or _ATOM.match(part, at)
            if match is None:
                return
            yield match[0], match[0]
            at = match.end()
