"""metadata.csv as the checks read it: columns of text, and where each cell stands when somebody asks."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from itertools import accumulate
from typing import NamedTuple

from tilekit.core.messages import N_
from tilekit.lists import lines
from tilekit.parse.text import SourceText

COLUMNS_FILE = "metadata_csv_columns.txt"
_CELL = re.compile(r'"(?:[^"]|"")*"|[^,]*')


_REASONS = {
    "unexpected end": N_("a quotation mark is never closed"),
    "field larger": N_("a cell is too long"),
    "'\"'": N_("text follows a closing quotation mark"),
}


class Fault(NamedTuple):
    """What stops the reader, and the first line (from 1) of the record where it does."""

    line: int
    reason: str


class Row(NamedTuple):
    """A record: its first line (from 1), where its text starts and ends (characters, end without the line break)."""

    line: int
    start: int
    end: int
    cells: Sequence[str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """rows have as many cells as the header; odd ones do not, and no other check looks at them."""

    source: SourceText
    header: Sequence[str] = ()
    header_row: Row | None = None
    rows: Sequence[Row] = ()
    odd: Sequence[Row] = ()
    fault: Fault | None = None
    _spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def column(self, name: str) -> list[str]:
        """The cells of a column, one per row; empty where the header lacks it."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return {name: list(cells) for name, cells in zip(self.header, columns, strict=False)}

    @cached_property
    def names(self) -> list[str]:
        """The metric names, one per row; as many empty texts where there is no such column."""
        return self.column("metric_name") or [""] * len(self.rows)

    def cell_spans(self, row: Row) -> list[tuple[int, int]]:
        """(start, end) in characters of every cell of a record, quotation marks included."""
        spans = self._spans.get(row.start)
        if spans is None:
            spans = self._spans[row.start] = self._cut(row)
        return spans

    def _cut(self, row: Row) -> list[tuple[int, int]]:
        spans, at = [], row.start
        while True:
            match = _CELL.match(self.text, at, row.end)
            end = match.end() if match else at
            spans.append((at, end))
            if end >= row.end:
                return spans
            at = end + 1 if self.text[end] == "," else end

    def column_number(self, row: Row, index: int) -> int:
        """The column (from 1, in characters of its line) where a cell of a record starts."""
        spans = self.cell_spans(row)
        start = spans[min(index, len(spans) - 1)][0]
        return start - (self.text.rfind("\n", 0, start) + 1) + 1

    @property
    def text(self) -> str:
        return self.source.text

    def has_columns(self) -> bool:
        """True where the first line names at least one column that is known."""
        return not set(standard_columns()).isdisjoint(self.header)


def read_table(data: bytes) -> Table:
    """The table of a file. Raises Unparsable where it is not UTF-8."""
    source = SourceText(data)
    records: list[Row] = []
    fault = _read_records(source.text, records)
    if fault or not records:
        return Table(source=source, fault=fault)
    header, *body = records
    width = len(header.cells)
    odd = [row for row in body if len(row.cells) != width]
    return Table(
        source=source,
        header=header.cells,
        header_row=header,
        rows=[row for row in body if len(row.cells) == width] if odd else body,
        odd=odd,
    )


def _read_records(text: str, records: list[Row]) -> Fault | None:
    """Collect the records, blank lines left out; what stops the reader, where something does."""
    pieces = list(StringIO(text, newline=""))
    starts = list(accumulate(map(len, pieces), initial=0))
    reader = csv.reader(pieces, strict=True)
    first = 0
    try:
        for cells in reader:
            if cells:
                end = starts[reader.line_num] - _length_of_break(pieces[reader.line_num - 1])
                records.append(Row(first + 1, starts[first], end, cells))
            first = reader.line_num
    except csv.Error as error:
        reason = next((said for known, said in _REASONS.items() if known in str(error)), _REASONS["'\"'"])
        return Fault(line=first + 1, reason=reason)
    return None


def _length_of_break(piece: str) -> int:
    return len(piece) - len(piece.rstrip("\r\n"))


def standard_columns() -> tuple[str, ...]:
    """The eleven columns in their order."""
    return lines(COLUMNS_FILE)
