"""Splits text that people paste from a spreadsheet, a file, a page or a terminal into rows of cells."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter

from tilekit.parse.aligned_tables import aligned_rows
from tilekit.parse.drawn_tables import bar_rows, is_drawn
from tilekit.parse.html_tables import has_html_table, html_rows
from tilekit.parse.limits import CSV_LIMITS, MAX_CELLS, FileTooLarge, LimitKind, require_readable
from tilekit.parse.text import lines_of

ALIGNED = "  "
"""The separator of columns that are aligned with spaces."""
SEPARATORS = ("\t", ";", ",", "|", ":", "^", "~", ALIGNED)
_REGULAR_ORDER = ("\t", ALIGNED, *SEPARATORS[1:-1])
_OTHER_SEPARATORS = (",", ";", "|", ":")
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
    return _of_one_width(_without_outer_bars(rows) if separator == "|" else rows)


def html_table_rows(text: str) -> Rows:
    """The rows of the tables of a text with tags of HTML, all of the same width; empty for another text.

    Raises FileTooLarge.
    """
    return _of_one_width(html_rows(text)) if has_html_table(text) else []


def _of_one_width(rows: Rows) -> Rows:
    width = max(map(len, rows), default=0)
    if width > MAX_CELLS:
        raise FileTooLarge(LimitKind.CELLS, MAX_CELLS)
    return [row + ("",) * (width - len(row)) for row in rows]


def separator_in(text: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """The separator of a table; "" if the text is not a table.

    is_header recognises the first row of a table. Without such a row, nearly all rows must have the same number of
    cells.
    """
    return header_separator(text, is_header) or next(filter(partial(_is_regular, text), _REGULAR_ORDER), "")


def header_separator(text: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """The separator with which the first row of the text is a header; "" if there is none."""
    first_line = text.lstrip().partition("\n")[0]
    for separator in SEPARATORS:
        may_separate = separator in first_line or (separator == "|" and is_drawn(text)) or separator == ALIGNED
        rows = rows_in(text, separator)[:1] if may_separate else []
        if rows and sum(map(bool, rows[0])) >= _fewest_cells(separator) and is_header(rows[0]):
            return separator
    return ""


def _fewest_cells(separator: str) -> int:
    """The smallest width of a table. Two texts around a colon are not a table."""
    return 3 if separator == ":" else 2


def _read_rows(text: str, separator: str) -> list[list[str]]:
    if separator == ALIGNED:
        return list(map(list, aligned_rows(text)))
    if separator == "|":
        text = bar_rows(text.replace(r"\|", _BAR_IN_CELL))
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


def _without_outer_bars(rows: Rows) -> Rows:
    """The rows without the empty cells outside of bars around a table."""
    if rows and not any(row[0] for row in rows):
        rows = [row[1:] for row in rows]
    return [row[:-1] for row in rows] if rows and not any(row[-1] for row in rows) else rows


def _is_regular(text: str, separator: str) -> bool:
    """Whether at least nine of ten rows have the same number of cells."""
    rows = [row for row in _read_rows(text, separator) if any(map(str.strip, row))]
    if separator == ALIGNED and sum(row[0].endswith(_OTHER_SEPARATORS) for row in rows) * 2 > len(rows):
        return False
    widths = Counter(map(len, rows))
    width, count = max(widths.items(), key=itemgetter(1), default=(0, 0))
    return width >= _fewest_cells(separator) and count * 10 >= widths.total() * 9
