"""Expressions of the arithmetic processor: numbers, attributes, + - * / and brackets.

A minus needs a space on both sides or a number after it, because names of attributes may contain one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise

from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import MISSING, Missing, Path, split_path
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS
from tilekit.pipeline.log import Log
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.number_text import number_of

Calculation = Callable[[Log], float | None]
_FORMULA_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?![\w.])|(?P<name>[A-Za-z_@$](?:[\w.@$-]*\w)?|`[^`]+`)|(?P<sign>[-+*/()]))"
)
_MAX_EXPRESSION = 2_000
_DIGITS = 9
_OPERATORS = ("+", "-", "*", "/")


def calculation(text: str, *, replaces: bool = False) -> Calculation:
    """The expression as a function of a log, which returns None if a value is missing. Raises PipelineRefused.

    If replaces is True, missing values count as 0.
    """
    reader = _ArithmeticReader(text, replaces=replaces)
    formula = reader.sum(0)
    reader.finish()

    def run(log: Log) -> float | None:
        value = formula(log)
        return round(value, _DIGITS) if value is not None and math.isfinite(value) else None

    return run


def lacks_blanks(text: str) -> bool:
    """Whether an operator of the expression has no blanks around it, or the only name in it may be a difference."""
    tokens = list(_FORMULA_TOKEN.finditer(text))
    for before, token in pairwise(tokens):
        at = token.start("sign")
        if token["sign"] in _OPERATORS and before[0][-1] not in "(+-*/" and not text[at - 1 : at + 2 : 2].isspace():
            return True
    return len(tokens) == 1 and "-" in (tokens[0]["name"] or "")


class _ArithmeticReader:
    """A recursive descent parser: sums of products of single values."""

    def __init__(self, text: str, *, replaces: bool) -> None:
        self._default = 0.0 if replaces else None
        self._tokens: list[tuple[str, str]] = []
        self._at = at = 0
        text = text.rstrip()
        if not text or len(text) > _MAX_EXPRESSION:
            raise PipelineRefused(N_("an expression must have 1 to {limit} characters"), limit=_MAX_EXPRESSION)
        while at < len(text):
            match = _FORMULA_TOKEN.match(text, at)
            if match is None or not match.lastgroup:
                raise PipelineRefused(N_("it has a syntax error at “{part}”"), part=text[at : at + 20].strip())
            self._tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()

    def finish(self) -> None:
        """Raise PipelineRefused if there is text left."""
        if self._at < len(self._tokens):
            raise PipelineRefused(N_("it has a syntax error at “{part}”"), part=self._tokens[self._at][1])

    def sum(self, level: int) -> Calculation:
        """Read terms joined by + and -."""
        return self._parse_operation(
            ("+", "-"), lambda: self._parse_operation(("*", "/"), lambda: self._parse_operand(level))
        )

    def _parse_operation(self, operators: tuple[str, ...], read: Callable[[], Calculation]) -> Calculation:
        first = read()
        rest: list[tuple[str, Calculation]] = []
        while self._peek() in operators:
            rest.append((self._next_token()[1], read()))

        def run(log: Log) -> float | None:
            value = first(log)
            for operator, part in rest:
                other = part(log)
                if value is None or other is None:
                    return None
                value = _apply(operator, value, other)
            return value

        return run if rest else first

    def _parse_operand(self, level: int) -> Calculation:
        if level > MAX_PIPELINE_LEVELS:
            raise PipelineRefused(N_("brackets are nested more than {limit} levels deep"), limit=MAX_PIPELINE_LEVELS)
        kind, text = self._next_token()
        if kind == "number":
            number = float(text)
            return lambda _log: number
        if kind == "name":
            return _attribute(split_path(text.strip("`").removeprefix("@")), self._default)
        if text == "-":
            negated = self._parse_operand(level + 1)
            return lambda log: None if (value := negated(log)) is None else -value
        if text != "(":
            raise PipelineRefused(N_("a value is missing before “{part}”"), part=text)
        inner = self.sum(level + 1)
        if self._next_token()[1] != ")":
            raise PipelineRefused(N_("an opening bracket is never closed"))
        return inner

    def _peek(self) -> str:
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        return text if kind == "sign" else ""

    def _next_token(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise PipelineRefused(N_("a value is missing at the end"))
        self._at += 1
        return self._tokens[self._at - 1]


def _apply(operator: str, value: float, other: float) -> float | None:
    if operator == "/":
        return value / other if other else None
    return value + other if operator == "+" else value - other if operator == "-" else value * other


def _attribute(path: Path, default: float | None) -> Calculation:
    def run(log: Log) -> float | None:
        value = log.get(path) if log.has(path) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
            return float(value)
        number = number_of(value) if isinstance(value, str) else MISSING
        return default if isinstance(number, Missing) else number

    return run
