"""metadata.csv as checks and the tile read it: columns of text over the records of the file."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from tilekit.lists import lines
from tilekit.parse.csv import Record, parse_csv
from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText

COLUMNS_FILE = "metadata_csv_columns.txt"


class MetricsTable(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """rows have as many cells as the header; odd records do not, and no check of a column looks at them."""

    source: SourceText
    header: Sequence[str] = ()
    header_row: Record | None = None
    rows: Sequence[Record] = ()
    odd: Sequence[Record] = ()

    def column(self, name: str) -> Sequence[str]:
        """The cells of a column, one per row, "" for those with nothing but spaces; empty where the header lacks it."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, Sequence[str]]:
        columns = zip(*(["" if cell.isspace() else cell for cell in row.cells] for row in self.rows), strict=True)
        return dict(zip(self.header, columns, strict=False))

    @cached_property
    def names(self) -> Sequence[str]:
        """The metric names, one per row; as many empty texts where there is no such column."""
        return self.column("metric_name") or [""] * len(self.rows)

    def where(self, name: str, is_meant: Callable[[str], object]) -> Iterator[tuple[Record, str, str]]:
        """The rows whose cell in the column is meant, with that cell and the metric's name.

        A text is judged once, however many rows have it.
        """
        meant = set(filter(is_meant, self._texts[name])) if name in self._texts else ()
        if meant:
            cells = zip(self.rows, self.column(name), self.names, strict=True)
            yield from (each for each in cells if each[1] in meant)

    @cached_property
    def _texts(self) -> dict[str, set[str]]:
        return {name: set(cells) for name, cells in self._by_name.items()}

    def cell_span(self, row: Record, index: int) -> tuple[int, int]:
        """(start, end) in characters of a cell as it is spelled; of the place behind the last where there are fewer."""
        start = row.start + sum(map(len, row.raw[:index])) + index
        return (start, start + len(row.raw[index])) if index < len(row.raw) else (end_of(row), end_of(row))

    def position(self, row: Record, index: int) -> Position:
        """Where a cell of a record starts: below the record's first line, where a cell before it has several."""
        return self.source.position(self.cell_span(row, index)[0])

    def has_columns(self) -> bool:
        """True if the first line names at least one column that is known."""
        return not set(standard_columns()).isdisjoint(self.header)


def end_of(row: Record) -> int:
    """Where a record ends, in characters, before its line break."""
    return row.end - len(row.line_end)


def read_table(data: bytes) -> MetricsTable:
    """The table of a file. Raises Unparsable if it is not UTF-8 or a quotation mark has no partner."""
    found = parse_csv(data)
    if not found.header:
        return MetricsTable(source=found.source)
    width = len(found.header)
    odd = [row for row in found.records if len(row.cells) != width]
    return MetricsTable(
        source=found.source,
        header=found.header,
        header_row=next(piece for piece in found.pieces if piece.cells),
        rows=[row for row in found.records if len(row.cells) == width] if odd else found.records,
        odd=odd,
    )


def standard_columns() -> tuple[str, ...]:
    """The eleven columns in their order."""
    return lines(COLUMNS_FILE)
