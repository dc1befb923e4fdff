"""Edits a CSV file. Only changed records are rewritten, in the style of their neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from tilekit.parse.csv import Table, parse_csv, quoted_cell, unquoted_cell
from tilekit.parse.text import BOM

Row = Annotated[int, Meta(ge=0)]


class SetCell(Struct, frozen=True, kw_only=True, tag_field="op", tag="set"):
    """Change one cell. row is the index of a row below the header, from 0."""

    row: Row
    column: str
    value: str


class AddRow(Struct, frozen=True, kw_only=True, tag_field="op", tag="add"):
    """Add a row. values are by column; row is its index, by default at the end."""

    values: Mapping[str, str]
    row: Row | None = None


class RemoveRow(Struct, frozen=True, kw_only=True, tag_field="op", tag="remove"):
    """Remove a row. row is its index below the header, from 0."""

    row: Row


class OrderRows(Struct, frozen=True, kw_only=True, tag_field="op", tag="order"):
    """Put the rows in another order. rows has the index of every row once."""

    rows: Sequence[Row]


Operation = SetCell | AddRow | RemoveRow | OrderRows


class _Line(Struct, eq=False):
    """A record being edited, with its cells as written; line_end is "" for the last line of some files."""

    raw: list[str]
    line_end: str


def edit(data: bytes, operations: Iterable[Operation], *, header: Sequence[str] = ()) -> bytes:
    """The file after the operations, one after another. header is used if the file is empty.

    Raises Unparsable if the file can't be split into records, IndexError for an unknown row, and ValueError for an
    unknown column or an incomplete order.
    """
    editor = _CsvEditor(parse_csv(data), header)
    for operation in operations:
        editor.apply(operation)
    head = BOM if data.startswith(BOM) else b""
    return head + editor.text().encode("utf-8", "replace")


class _CsvEditor:
    def __init__(self, table: Table, header: Sequence[str]) -> None:
        self.lines = [_Line(list(piece.raw), piece.line_end) for piece in table.pieces]
        ends = Counter(piece.line_end for piece in table.pieces if piece.line_end)
        self.newline = ends.most_common(1)[0][0] if ends else "\n"
        self.ends_open = bool(self.lines) and not self.lines[-1].line_end
        self.header = list(table.header or header)
        if not table.header:
            self.lines.append(_Line([quoted_cell(name) for name in header], self.newline))
        self.head, *self.rows = [line for line in self.lines if line.raw]

    def text(self) -> str:
        """The text of the file. Only its last line may lack a line end, and only if it did before."""
        lines = self.lines
        ends = [line.line_end or self.newline for line in lines]
        if lines and self.ends_open:
            ends[-1] = ""
        return "".join(",".join(line.raw) + end for line, end in zip(lines, ends, strict=True))

    def apply(self, operation: Operation) -> None:
        if isinstance(operation, AddRow):
            self._add(operation)
        elif isinstance(operation, RemoveRow):
            self.lines.remove(self.rows.pop(operation.row))
        elif isinstance(operation, OrderRows):
            self._order(operation.rows)
        else:
            self._set_cell(self.rows[operation.row], operation.column, operation.value)

    def _add(self, operation: AddRow) -> None:
        """Insert the row below the one before it, or below all lines of the file."""
        index = len(self.rows) if operation.row is None else operation.row
        if index > len(self.rows):
            raise IndexError(index)
        above = self.rows[index - 1] if index else self.head
        line = self._new_line(operation.values, above)
        at = len(self.lines) if index == len(self.rows) else self.lines.index(above) + 1
        self.lines.insert(at, line)
        self.rows.insert(index, line)

    def _order(self, order: Sequence[int]) -> None:
        """Blank lines stay where they are."""
        if sorted(order) != list(range(len(self.rows))):
            text = "an order contains each row once"
            raise ValueError(text)
        places = [index for index, line in enumerate(self.lines) if line.raw][1:]
        self.rows = [self.rows[index] for index in order]
        for place, line in zip(places, self.rows, strict=True):
            self.lines[place] = line

    def _set_cell(self, line: _Line, column: str, value: str) -> None:
        index = self.header.index(column)
        line.raw += [""] * (index + 1 - len(line.raw))
        if unquoted_cell(line.raw[index]) != value:
            line.raw[index] = quoted_cell(value, is_quoted=line.raw[index].startswith('"'))

    def _new_line(self, values: Mapping[str, str], above: _Line) -> _Line:
        """A new line. A value is quoted if the value above it is. Values of unknown columns are left out."""
        cells_above = [*above.raw, *[""] * len(self.header)] if above is not self.head else [""] * len(self.header)
        raw = [
            quoted_cell(values.get(name, ""), is_quoted=cell.startswith('"'))
            for name, cell in zip(self.header, cells_above, strict=False)
        ]
        return _Line(raw, self.newline)
