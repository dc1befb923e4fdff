"""Reads tables that are drawn with characters: Markdown, reST, AsciiDoc, and the output of database clients."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

# The characters of box drawing: vertical, horizontal and double horizontal lines; all others are crossings.
_BOX = {
    code: "|" if chr(code) in "│┃┆┇┊┋╎╏║" else "-" if chr(code) in "─━┄┅┈┉╌╍╴╶" else "=" if chr(code) == "═" else "+"
    for code in range(0x2500, 0x2580)
}
_DIVIDER = re.compile(r"(?=.*(?:--|==|-:|:-|\|-\|)).[|+\s:=-]*")
_DIVIDERS_OF_LINES = 3  # a table with more has a divider after each row


def is_drawn(text: str) -> bool:
    """Whether bars and dividers separate the cells and rows of a table in the text."""
    lines = _plain(text).splitlines()
    return any("|" in line or "+" in line for line in lines if _is_divider(line)) and any(map(_has_cells, lines))


def bar_rows(text: str) -> str:
    """The text with one line for each row, and bars between cells. Lines around a drawn table are left out."""
    if not is_drawn(text):
        return text.replace("||", "|") if text.lstrip().startswith("||") else text
    tables = groupby(_plain(text).splitlines(), key=lambda line: _has_cells(line) or _is_divider(line))
    rows = [row for is_table, lines in tables if is_table for row in _rows_of(list(lines))]
    return "\n".join([*rows[:1], *(row for row in rows[1:] if row.strip() != rows[0].strip())])


def _plain(text: str) -> str:
    return text.translate(_BOX)


def _is_divider(line: str) -> bool:
    return bool(_DIVIDER.fullmatch(line.strip())) and line.strip()[0] in "|+:-="


def _has_cells(line: str) -> bool:
    return "|" in line and not _is_divider(line)


def _rows_of(lines: Sequence[str]) -> Iterator[str]:
    """The rows of one table. If it has a divider after each row, the lines between them are one row."""
    dividers = [line for line in lines if _is_divider(line) and line.lstrip().startswith("+")]
    is_grid = len(dividers) > _DIVIDERS_OF_LINES or any("=" in divider for divider in dividers)
    blocks = [list(block) for is_divider, block in groupby(lines, key=_is_divider) if not is_divider]
    if is_grid:
        yield from map(_joined, blocks)
        return
    has_header = len(blocks) > 1 and bool(dividers)
    yield from blocks[0][:1] if has_header else []  # the next line may name the types of the columns
    for block in blocks[has_header:]:
        yield from block


def _joined(block: Sequence[str]) -> str:
    """The lines of one row, joined cell by cell."""
    cells = [line.strip().split("|") for line in block]
    width = max(map(len, cells))
    columns = zip(*(line + [""] * (width - len(line)) for line in cells), strict=True)
    return "|".join(" ".join(filter(None, map(str.strip, column))) for column in columns)
