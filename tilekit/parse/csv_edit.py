"""Edits a CSV file. Only changed records are rewritten, in the style of their neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tilekit.parse.csv import Table, parse_csv, quoted_cell, unquoted_cell
from tilekit.parse.text import BOM


class SetCell(Struct, frozen=True, kw_only=True):
    """Change one cell. row is the index of a row below the header, from 0."""

    row: int
    column: str
    value: str


class AddRow(Struct, frozen=True, kw_only=True):
    """Add a row at the end. values are by column."""

    values: Mapping[str, str]


class RemoveRow(Struct, frozen=True, kw_only=True):
    """Remove a row. row is its index below the header, from 0."""

    row: int


Operation = SetCell | AddRow | RemoveRow


class _Line(Struct, eq=False):
    """A record being edited, with its cells as written; line_end is "" for the last line of some files."""

    raw: list[str]
    line_end: str


def edit(data: bytes, operations: Iterable[Operation], *, header: Sequence[str] = ()) -> bytes:
    """The file after the operations, one after another. header is used if the file is empty.

    Raises Unparsable if the file can't be split into records, IndexError for an unknown row, and ValueError for an
    unknown column.
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

    def text(self) -> str:
        """The text of the file. Only its last line may lack a line end, and only if it did before."""
        lines = self.lines
        ends = [line.line_end or self.newline for line in lines]
        if lines and self.ends_open:
            ends[-1] = ""
        return "".join(",".join(line.raw) + end for line, end in zip(lines, ends, strict=True))

    def apply(self, operation: Operation) -> None:
        if isinstance(operation, AddRow):
            self.lines.append(self._new_line(operation.values))
        elif isinstance(operation, RemoveRow):
            self.lines.remove(self._line(operation.row))
        else:
            self._set_cell(self._line(operation.row), operation.column, operation.value)

    def _line(self, row: int) -> _Line:
        return [line for line in self.lines if line.raw][1:][row]

    def _set_cell(self, line: _Line, column: str, value: str) -> None:
        index = self.header.index(column)
        line.raw += [""] * (index + 1 - len(line.raw))
        if unquoted_cell(line.raw[index]) != value:
            line.raw[index] = quoted_cell(value, is_quoted=line.raw[index].startswith('"'))

    def _new_line(self, values: Mapping[str, str]) -> _Line:
        """A new line. A value is quoted if the value above it is. Values of unknown columns are left out."""
        above = [*self.lines[-1].raw, *[""] * len(self.header)]
        raw = [
            quoted_cell(values.get(name, ""), is_quoted=cell.startswith('"') and unquoted_cell(cell) != name)
            for name, cell in zip(self.header, above, strict=False)
        ]
        return _Line(raw, self.newline)
