"""Reads tables whose columns are aligned with spaces: the output of commands, help texts, simple tables of reST."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise
from unicodedata import east_asian_width

Rows = list[tuple[str, ...]]
_FEWEST_LINES, _LEAST_SHARE, _LINES_FOR_AN_EXCEPTION = 2, 0.6, 8
_DIVIDER = re.compile(r"\s*(?:-{2,}|={2,}|─{2,})(?:\s+(?:-+|=+|─+))+\s*")
_SEGMENT = re.compile(r"\S+(?: \S+)*")
_GAP = re.compile(r" {2,}")
_NAME = re.compile(r"\w+(?:[._]\w+)+")
_FILLER = "\0"  # the second half of a wide character


def aligned_rows(text: str) -> Rows:
    """The rows of the table in a text; empty if there is none.

    A line that fills only a later column continues the row above it. Dividers and lines around the table are left out.
    """
    lines = [_widened(line.expandtabs().rstrip()) for line in text.splitlines()]
    dividers = [at for at, line in enumerate(lines) if _DIVIDER.fullmatch(line)]
    rows = _merged(_divided_cells(lines, dividers) if dividers else _spaced_cells(list(filter(str.strip, lines))))
    return rows if len(rows) >= _FEWEST_LINES else []


def _widened(line: str) -> str:
    """The line with two characters for each wide one, as terminals show them."""
    return "".join(character + _FILLER * (east_asian_width(character) in "WF") for character in line)


def _divided_cells(lines: Sequence[str], dividers: Sequence[int]) -> Iterator[list[str]]:
    """The cells of the lines around the first divider, whose groups of characters are the columns."""
    first, last = dividers[0], dividers[-1]
    begins_with_divider = first == 0 or not lines[first - 1].strip()
    start = first if begins_with_divider else first - 1
    end = (
        last
        if len(dividers) > 1
        else next((at for at in range(first, len(lines)) if not lines[at].strip()), len(lines))
    )
    body = [line for line in lines[start:end] if line.strip() and not _DIVIDER.fullmatch(line)]
    starts = [_moved(match.start(), body) for match in re.finditer(r"\S+", lines[first])]
    for line in body:
        yield [line[begin:stop].strip() for begin, stop in pairwise([0, *starts[1:], None])]


def _moved(start: int, lines: Sequence[str]) -> int:
    """The start of a column, moved to the left where values that are aligned to the right begin before its divider."""
    while start and any(" " not in line[start - 1 : start + 1] for line in lines if len(line) > start):
        start -= 1
    return start


def _spaced_cells(lines: Sequence[str]) -> Iterator[list[str]]:
    """The cells of lines in which at least two spaces separate the columns."""
    lines = _without_texts_around(lines)
    segments = [list(_SEGMENT.finditer(line)) for line in lines]
    with_gaps = [line for line, parts in zip(lines, segments, strict=True) if len(parts) > 1]
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    outer = [line for line in lines if line[indent] != " "]
    if len(with_gaps) < max(_FEWEST_LINES, len(outer) * _LEAST_SHARE):
        return
    widths = {len(parts) for parts in segments}
    starts = _starts_below_gaps(with_gaps)
    if len(widths) == 1 and max(widths) > len(starts):
        yield from ([part[0] for part in parts] for parts in segments)
    elif len(starts) > 1:
        yield from (_placed(parts, starts) for parts in segments)


def _without_texts_around(lines: Sequence[str]) -> Sequence[str]:
    """The lines without titles above the table and sums below it, which have words in one place only."""

    def is_text(line: str) -> bool:
        return line[0] != " " and " " in line and not _GAP.search(line)

    kept = list(dropwhile(is_text, lines))
    return list(dropwhile(is_text, reversed(kept)))[::-1]


def _starts_below_gaps(lines: Sequence[str]) -> list[int]:
    """The places after at least two columns of characters that are blank in nearly all lines that are long enough."""
    starts, is_gap, blanks = list[int](), True, 0
    for at in range(max(map(len, lines))):
        marks = [line[at] for line in lines if len(line) > at]
        filled = sum(mark != " " for mark in marks)
        if filled * _LINES_FOR_AN_EXCEPTION <= len(marks) - filled:
            blanks += 1
            is_gap = is_gap or blanks > 1
            continue
        if is_gap:
            starts.append(at)
        is_gap, blanks = False, 0
    return starts


def _placed(parts: Sequence[re.Match[str]], starts: Sequence[int]) -> list[str]:
    """The cells of a line, each in the column in which it begins."""
    cells = [""] * len(starts)
    for part in parts:
        at = max(bisect(starts, part.start()) - 1, 0)
        cells[at] = f"{cells[at]} {part[0]}".strip()
    return cells


def _merged(lines: Iterator[list[str]]) -> Rows:
    """The rows. A line without its first cell continues the row above it, unless it has the name of a metric."""
    rows: list[list[str]] = []
    for line in lines:
        cells = [cell.replace(_FILLER, "") for cell in line]
        if rows and not cells[0] and cells.count("") == len(cells) - 1 and not any(map(_NAME.fullmatch, cells)):
            rows[-1] = [f"{old} {cell}".strip() for old, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return [tuple(row) for row in rows]
