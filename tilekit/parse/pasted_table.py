"""Splits text that people paste from a spreadsheet, a CSV file or a Markdown page into rows of cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter

from tilekit.parse.limits import CSV_LIMITS, MAX_CELLS, FileTooLarge, LimitKind, require_readable
from tilekit.parse.text import lines_of

SEPARATORS = ("\t", ";", ",", "|", ":", "^", "~")
_LINE_BELOW_HEADER = re.compile(r":?-{2,}:?|:-:?|-:")
_BAR_IN_CELL = "\x1f"  # stands for the escaped bar of a Markdown table

Rows = list[tuple[str, ...]]


def rows_in(text: str, separator: str) -> Rows:
    """The rows of a text, without blank rows and without white space around cells; all have the same width.

    Quoted cells may contain separators and line ends. A line with a stray quotation mark is split at each separator.
    Raises FileTooLarge.
    """
    require_readable(text.encode("utf-8", "replace"), CSV_LIMITS)
    rows = [tuple(cell.strip().replace(_BAR_IN_CELL, "|") for cell in row) for row in _read_rows(text, separator)]
    rows = [row for row in rows if any(row)]
    if separator == "|":
        rows = _without_markdown(rows)
    width = max(map(len, rows), default=0)
    if width > MAX_CELLS:
        raise FileTooLarge(LimitKind.CELLS, MAX_CELLS)
    return [row + ("",) * (width - len(row)) for row in rows]


def separator_in(text: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """The separator of a table; "" if the text is not a table.

    is_header recognises the first row of a table. Without such a row, nearly all rows must have the same number of
    cells.
    """
    return header_separator(text, is_header) or next(filter(partial(_is_regular, text), SEPARATORS), "")


def header_separator(text: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """The separator with which the first row of the text is a header; "" if there is none."""
    first_line = text.lstrip().partition("\n")[0]
    for separator in SEPARATORS:
        rows = rows_in(text, separator)[:1] if separator in first_line else []
        if rows and sum(map(bool, rows[0])) >= _fewest_cells(separator) and is_header(rows[0]):
            return separator
    return ""


def _fewest_cells(separator: str) -> int:
    """The smallest width of a table. Two texts around a colon are not a table."""
    return 3 if separator == ":" else 2


def _read_rows(text: str, separator: str) -> list[list[str]]:
    text = text.replace(r"\|", _BAR_IN_CELL) if separator == "|" else text
    try:
        return list(_strict_reader(text, separator))
    except csv.Error:
        return [row for line in lines_of(text) for row in _read_line(line, separator)]


def _read_line(line: str, separator: str) -> list[list[str]]:
    try:
        return list(_strict_reader(line, separator))
    except csv.Error:
        return [line.split(separator)]


def _strict_reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)


def _without_markdown(rows: Rows) -> Rows:
    """The rows of a Markdown table, without its outer bars and the line below its header."""
    rows = [row for row in rows if not all(map(_LINE_BELOW_HEADER.fullmatch, filter(None, row)))]
    if rows and not any(row[0] for row in rows):
        rows = [row[1:] for row in rows]
    return [row[:-1] for row in rows] if rows and not any(row[-1] for row in rows) else rows


def _is_regular(text: str, separator: str) -> bool:
    """Whether at least nine of ten rows have the same number of cells."""
    widths = Counter(len(row) for row in _read_rows(text, separator) if any(map(str.strip, row)))
    width, count = max(widths.items(), key=itemgetter(1), default=(0, 0))
    return width >= _fewest_cells(separator) and count * 10 >= widths.total() * 9
