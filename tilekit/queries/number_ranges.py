"""Ranges of numbers in queries: `@http.status_code:[200 TO 299]`, `@duration:>=1000`."""

from __future__ import annotations

import re
from math import inf

from msgspec import Struct

from tilekit.pipeline.query import Node, Term

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CLOSED_RANGE = re.compile(rf"([\[{{])\s*({_NUMBER.pattern}|\*)\s+TO\s+({_NUMBER.pattern}|\*)\s*([\]}}])")
_OPEN_RANGE = re.compile(rf"([<>])(=?)\s*({_NUMBER.pattern})")


class Range(Struct, frozen=True):
    """A range of one attribute's values. is_low_in and is_high_in are True if the ends are included."""

    key: str
    low: float
    high: float
    is_low_in: bool = True
    is_high_in: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether the range begins above its end, so that it contains no number."""
        return self.low > self.high

    @property
    def is_one(self) -> bool:
        """Whether the range is a single number. A category for a single number may come first to
        treat it separately.
        """
        return self.low == self.high

    def covers(self, other: Range) -> bool:
        """Whether every number of the other is in this one."""
        starts = (self.low, not self.is_low_in) <= (other.low, not other.is_low_in)
        return self.key == other.key and starts and (other.high, other.is_high_in) <= (self.high, self.is_high_in)

    def meets(self, other: Range) -> bool:
        """Whether a number is in both ranges."""
        first, second = sorted((self, other), key=lambda interval: (interval.low, not interval.is_low_in))
        touches = first.high == second.low and first.is_high_in and second.is_low_in
        return self.key == other.key and (first.high > second.low or touches)


def range_of(query: Node) -> Range | None:
    """The range that a query matches, which may be a single number; None if the query is anything else."""
    if not isinstance(query, Term) or not query.key.startswith("@"):
        return None
    if _NUMBER.fullmatch(query.text) and query.shape in ("word", "phrase"):
        return Range(query.key, float(query.text), float(query.text))
    range_text = query.text if query.shape == "range" else ""
    return closed_range(query.key, range_text) or _open_range(query.key, range_text)


def closed_range(key: str, text: str) -> Range | None:
    """The range of a text such as `[200 TO 299]`; None if it is anything else."""
    match = _CLOSED_RANGE.fullmatch(text)
    if match is None:
        return None
    low, high = (float(end) if end != "*" else open_end for end, open_end in ((match[2], -inf), (match[3], inf)))
    return Range(key, low, high, match[1] == "[", match[4] == "]")


def _open_range(key: str, text: str) -> Range | None:
    match = _OPEN_RANGE.fullmatch(text)
    if match is None:
        return None
    value, is_in = float(match[3]), bool(match[2])
    if match[1] == ">":
        return Range(key, value, inf, is_low_in=is_in)
    return Range(key, -inf, value, is_high_in=is_in)
