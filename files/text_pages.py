"""Splits a text file into pages of lines."""

from collections.abc import Mapping, Sequence
from typing import Self

from msgspec import Struct

from common.requests import parse_number

LINES_PER_PAGE = 400
MAX_TEXT_BYTES = 2_000_000


class LinesPage(Struct, frozen=True, kw_only=True):
    """A page of lines, numbered from 1.

    previous and next are the values of `start` for those pages, None if there is no such page.
    """

    lines: Sequence[tuple[int, str]]
    previous: int | None
    next: int | None

    @classmethod
    def of(cls, text: str, query: Mapping[str, str]) -> Self:
        """The page with the line number `line` of the query, or else the page that begins at `start`."""
        texts = text.splitlines()
        start, end = (first := _start(query, len(texts))), first + LINES_PER_PAGE
        return cls(
            lines=list(enumerate(texts[start:end], start=start + 1)),
            previous=max(start - LINES_PER_PAGE, 0) if start else None,
            next=end if end < len(texts) else None,
        )


def _start(query: Mapping[str, str], total: int) -> int:
    if line := parse_number(query.get("line", "")):
        return min(line - 1, total - 1) // LINES_PER_PAGE * LINES_PER_PAGE if total else 0
    return min(parse_number(query.get("start", "")) or 0, max(total - 1, 0))
