"""metadata.csv for checks and the tile: its columns, and the records of the file."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from tilekit.parse.csv import Record, parse_csv
from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText
from tilekit.platform_lists import lines

COLUMNS_FILE = "metadata_csv_columns.txt"


class MetricsTable(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """The table in metadata.csv. rows have as many cells as the header.

    irregular contains the other records, which checks of columns ignore.
    """

    source: SourceText
    header: Sequence[str] = ()
    header_row: Record | None = None
    rows: Sequence[Record] = ()
    irregular: Sequence[Record] = ()

    def column(self, name: str) -> Sequence[str]:
        """The cells of a column, one per row, "" for blank ones; empty if the header lacks the column."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, Sequence[str]]:
        columns = zip(*(["" if cell.isspace() else cell for cell in row.cells] for row in self.rows), strict=True)
        return dict(zip(self.header, columns, strict=False))

    @cached_property
    def names(self) -> Sequence[str]:
        """The metric names, one per row; empty texts if there is no such column."""
        return self.column("metric_name") or [""] * len(self.rows)

    def where(self, name: str, matches: Callable[[str], object]) -> Iterator[tuple[Record, str, str]]:
        """The rows whose cell in the column matches, with that cell and the metric's name.

        Each distinct text is tested once, however many rows have it.
        """
        matching = set(filter(matches, self._distinct_values[name])) if name in self._distinct_values else ()
        if matching:
            cells = zip(self.rows, self.column(name), self.names, strict=True)
            yield from (cell for cell in cells if cell[1] in matching)

    @cached_property
    def _distinct_values(self) -> dict[str, set[str]]:
        return {name: set(cells) for name, cells in self._by_name.items()}

    def cell_span(self, row: Record, index: int) -> tuple[int, int]:
        """(start, end) in characters of a cell as written. If the row has fewer cells, both are the position after the
        last one.
        """
        start = row.start + sum(map(len, row.raw[:index])) + index
        return (start, start + len(row.raw[index])) if index < len(row.raw) else (end_of(row), end_of(row))

    def position(self, row: Record, index: int) -> Position:
        """The position of a cell. It is below the record's first line if an earlier cell has several lines."""
        return self.source.position(self.cell_span(row, index)[0])

    def has_columns(self) -> bool:
        """Whether the first line contains at least one known column."""
        return not set(standard_columns()).isdisjoint(self.header)


def end_of(row: Record) -> int:
    """The offset of a record's end, in characters, before its line break."""
    return row.end - len(row.line_end)


def read_table(data: bytes) -> MetricsTable:
    """The table in a file. Raises Unparsable if it is not UTF-8 or a quotation mark is not closed."""
    table = parse_csv(data)
    if not table.header:
        return MetricsTable(source=table.source)
    width = len(table.header)
    irregular = [row for row in table.records if len(row.cells) != width]
    return MetricsTable(
        source=table.source,
        header=table.header,
        header_row=next(piece for piece in table.pieces if piece.cells),
        rows=[row for row in table.records if len(row.cells) == width] if irregular else table.records,
        irregular=irregular,
    )


def standard_columns() -> tuple[str, ...]:
    """The eleven columns in their order."""
    return lines(COLUMNS_FILE)
