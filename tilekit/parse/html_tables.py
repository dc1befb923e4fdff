"""Reads the tables and lists of definitions of a page of HTML, or of a part of one, as rows of cells."""

import re
from html.parser import HTMLParser

Rows = list[tuple[str, ...]]
_TABLE = re.compile(r"<(?:table|tr|dl)\b[^<]*>", re.IGNORECASE)
_ENDS_OF_CELLS = frozenset(("td", "th", "tr", "table", "thead", "tbody", "tfoot", "dl", "dt", "dd"))
_BREAKS = frozenset(("br", "p", "li", "div"))
_MAX_COLSPAN = 100


def has_html_table(text: str) -> bool:
    """Whether the text contains the tags of a table."""
    return _TABLE.search(text) is not None


def html_rows(text: str) -> Rows:
    """The rows of all tables in the text. Repeated headers are left out."""
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in reader.rows]
    rows = [row for row in rows if any(row)]
    return [*rows[:1], *(row for row in rows[1:] if row != rows[0])]


class _TableReader(HTMLParser):
    """Collects the cells. The text of a cell that spans rows is repeated in each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open_cell: int | None = None
        self._above: dict[int, str] = {}
        self._rows_left: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ENDS_OF_CELLS:
            self._open_cell = None
        if tag in ("table", "dl"):
            self._rows_left.clear()
        if tag in ("tr", "dt"):
            self._start_row()
        if tag in ("td", "th", "dt", "dd") and self.rows:
            self._start_cell(dict(attrs))
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDS_OF_CELLS:
            self._open_cell = None

    def handle_data(self, data: str) -> None:
        if self._open_cell is not None:
            self.rows[-1][self._open_cell] += data

    def _start_row(self) -> None:
        if self.rows:
            above, last = self._above, self.rows[-1]
            self._above = {at: above[at] if at in above else last[at] for at, left in self._rows_left.items() if left}
            self._rows_left = {at: left - 1 for at, left in self._rows_left.items()}
        self.rows.append([])
        self._repeat_cells()

    def _start_cell(self, attrs: dict[str, str | None]) -> None:
        row = self.rows[-1]
        self._open_cell = len(row)
        if (rows := _number(attrs.get("rowspan"))) > 1:
            self._rows_left[len(row)] = rows - 1
        row.extend([""] * max(min(_number(attrs.get("colspan")), _MAX_COLSPAN), 1))
        self._repeat_cells()

    def _repeat_cells(self) -> None:
        """Add the cells of rows above that reach into this row."""
        row = self.rows[-1]
        while len(row) in self._above:
            row.append(self._above[len(row)])


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1
