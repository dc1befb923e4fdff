"""Maps an offset in a token's content to line and column of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


class TokenOrigin:
    """The source of a token's content. The parser removes list and quote markers from each line before it reads it."""

    def __init__(self, token: Token | None, lines: list[str]) -> None:
        content = token.content.split("\n") if token else []
        first = token.map[0] if token and token.map else 0
        self._first = first
        self._starts = list(accumulate((len(line) + 1 for line in content), initial=0))[: len(content)]
        self._shifts = [_shift(lines, first + index, line) for index, line in enumerate(content)]
        self._lengths = [len(line) for line in content]

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset in the content, both counted from 1."""
        index = max(bisect_right(self._starts, offset) - 1, 0)
        return self._first + index + 1, self._shifts[index] + offset - self._starts[index] + 1

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """(line, column, length) of the part of a range of the content on each line."""
        first, last = (max(bisect_right(self._starts, offset) - 1, 0) for offset in (start, end))
        for index in range(first, last + 1):
            begin = max(start - self._starts[index], 0)
            stop = min(end - self._starts[index], self._lengths[index])
            yield self._first + index + 1, self._shifts[index] + begin + 1, stop - begin


def _shift(lines: list[str], number: int, content: str) -> int:
    """The number of characters that were removed before the line's content."""
    return max(lines[number].find(content), 0) if number < len(lines) else 0
