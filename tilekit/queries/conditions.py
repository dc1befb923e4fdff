"""Conditions of detection rules: the range of values for which each comparison holds."""

import re
from collections.abc import Mapping
from math import inf, nextafter

_COMPARISON = re.compile(r"\(*\s*([A-Za-z_]\w*)\s*(<=|>=|==?|<|>)\s*(-?\d+(?:\.\d+)?)\s*\)*")
_OR, _AND = re.compile(r"\|\||\bor\b", re.IGNORECASE), re.compile(r"&&|\band\b", re.IGNORECASE)
# The lowest and the highest value, both included.
Range = tuple[float, float]
COUNTED: Range = (0, inf)
"""The possible numbers of logs or of different values."""


def ranges_in(condition: str, start: Range = COUNTED) -> Mapping[str, Range] | None:
    """The range of each query for which the condition can hold, within a start range; empty ranges if it never holds.

    None for a condition with alternatives, or with anything but comparisons with numbers.
    """
    ranges: dict[str, Range] = {}
    for part in _AND.split(condition):
        match = _COMPARISON.fullmatch(part.strip())
        if match is None or _OR.search(part):
            return None
        low, high = _range(match[2], float(match[3]))
        before = ranges.get(match[1], start)
        ranges[match[1]] = max(low, before[0]), min(high, before[1])
    return ranges


def _range(operator: str, number: float) -> Range:
    if operator.startswith("<"):
        return -inf, number if operator == "<=" else nextafter(number, -inf)
    if operator.startswith(">"):
        return number if operator == ">=" else nextafter(number, inf), inf
    return number, number


def is_empty(ranges: Mapping[str, Range]) -> bool:
    """Whether a condition with these ranges never holds."""
    return any(low > high for low, high in ranges.values())


def includes(outer: Mapping[str, Range], inner: Mapping[str, Range]) -> bool:
    """Whether the outer condition holds whenever the inner one does."""
    return all(
        name in inner and low <= inner[name][0] and inner[name][1] <= high for name, (low, high) in outer.items()
    )
