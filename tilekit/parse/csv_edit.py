"""Edits a CSV file. Only changed records are rewritten, in the style of their neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tilekit.parse.csv import Table, parse_csv, quoted_cell, unquoted_cell
from tilekit.parse.text import BOM

# A row by the value of its first column (a metric's name), or by its index from 0 if names repeat.
RowKey = str | int


class NoSuchCell(LookupError):
    """Raised if an operation names a row or a column that the file does not have."""


class SetCell(Struct, frozen=True, kw_only=True):
    """Change one cell; in the first column, this renames the row."""

    row: RowKey
    column: str
    value: str


class AddRow(Struct, frozen=True, kw_only=True):
    """Add a row with values by column, after another one or at the end."""

    values: Mapping[str, str]
    after: RowKey | None = None


class RemoveRow(Struct, frozen=True, kw_only=True):
    """Remove a row."""

    row: RowKey


class ReplaceRows(Struct, frozen=True, kw_only=True):
    """Replace all rows at once, in the new order. The bytes of unchanged rows stay the same."""

    rows: Sequence[Mapping[str, str]]


Operation = SetCell | AddRow | RemoveRow | ReplaceRows


class _Line(Struct, eq=False):
    """A record being edited, with its cells as written; line_end is "" for the last line of some files."""

    raw: list[str]
    line_end: str

    @property
    def name(self) -> str:
        return unquoted_cell(self.raw[0]) if self.raw else ""


def edit(data: bytes, operations: Iterable[Operation], *, header: Sequence[str] = ()) -> bytes:
    """The file after the operations, one after another. header is used if the file is empty.

    Raises Unparsable if the file can't be split into records, NoSuchCell for an unknown row or column.
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
        if isinstance(operation, SetCell):
            self._set_cell(self.rows()[self._index(operation.row)], operation.column, operation.value)
        elif isinstance(operation, AddRow):
            self._add_row(operation)
        elif isinstance(operation, RemoveRow):
            self.lines.remove(self._line_of_row(operation.row))
        else:
            self._replace(operation.rows)

    def rows(self) -> list[_Line]:
        """The lines below the header that are not blank."""
        return [line for line in self.lines if line.raw][1:]

    def _index(self, row: RowKey) -> int:
        rows = self.rows()
        if isinstance(row, int):
            if 0 <= row < len(rows):
                return row
        else:
            for index, line in enumerate(rows):
                if line.name == row:
                    return index
        raise NoSuchCell(row)

    def _line_of_row(self, row: RowKey) -> _Line:
        return self.rows()[self._index(row)]

    def _set_cell(self, line: _Line, column: str, value: str) -> None:
        index = self._column(column)
        line.raw += [""] * (index + 1 - len(line.raw))
        if unquoted_cell(line.raw[index]) != value:
            line.raw[index] = quoted_cell(value, is_quoted=line.raw[index].startswith('"'))

    def _add_row(self, operation: AddRow) -> None:
        neighbour = self._line_of_row(operation.after) if operation.after is not None else self.lines[-1]
        at = next(index for index, line in enumerate(self.lines) if line is neighbour) + 1
        self.lines.insert(at, self._new_line(operation.values, neighbour))

    def _new_line(self, values: Mapping[str, str], neighbour: _Line) -> _Line:
        """A new line. A value is quoted if the neighbour's value in the same column is."""
        unknown = [name for name, value in values.items() if value and name not in self.header]
        if unknown:
            raise NoSuchCell(unknown[0])
        raw = []
        for index, name in enumerate(self.header):
            raw_cell = (
                neighbour.raw[index]
                if index < len(neighbour.raw) and unquoted_cell(neighbour.raw[index]) != name
                else ""
            )
            raw.append(quoted_cell(values.get(name, ""), is_quoted=raw_cell.startswith('"')))
        return _Line(raw, self.newline)

    def _replace(self, rows: Sequence[Mapping[str, str]]) -> None:
        free: dict[str, list[_Line]] = {}
        for line in reversed(self.rows()):
            free.setdefault(line.name, []).append(line)
        filled = [index for index, line in enumerate(self.lines) if line.raw]
        lines, behind = self.lines[: filled[0] + 1], self.lines[filled[-1] + 1 :]
        for values in rows:
            same = free.get(values.get(self.header[0], "") if self.header else "")
            line = same.pop() if same else self._new_line(values, lines[-1])
            for name, value in values.items():
                if value or name in self.header:
                    self._set_cell(line, name, value)
            lines.append(line)
        self.lines = lines + behind

    def _column(self, name: str) -> int:
        if name not in self.header:
            raise NoSuchCell(name)
        return self.header.index(name)
