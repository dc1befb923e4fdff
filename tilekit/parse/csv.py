"""CSV files cut into records that know where they stand; nothing is lost, so joining them gives the same file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import SourceText, require_readable

_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')
_PLAIN = re.compile(r"[^,\r\n]*")
_LINE = re.compile(r"[^\r\n]*")
_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record. line counts from 1; start and end are characters of the text, the line end included.

    cells are the values, raw the same as they are spelled; a blank line has none.
    """

    line: int
    start: int
    end: int
    cells: tuple[str, ...]
    raw: tuple[str, ...]
    line_end: str


class Table:
    """A parsed file: `header` and `records` without blank lines; `pieces` is every record of the file in order."""

    def __init__(self, source: SourceText, pieces: list[Record]) -> None:
        self.source, self.pieces = source, pieces

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names of the columns; empty for an empty file."""
        return next((piece.cells for piece in self.pieces if piece.cells), ())

    @cached_property
    def records(self) -> list[Record]:
        """The records below the header."""
        return [piece for piece in self.pieces if piece.cells][1:]

    def column(self, name: str) -> int | None:
        """The index of a column, None where there is none."""
        return self.header.index(name) if name in self.header else None

    def cell(self, record: Record, name: str) -> str:
        """The value in the column; "" where the record is too short or there is no such column."""
        index = self.column(name)
        return record.cells[index] if index is not None and index < len(record.cells) else ""

    def position(self, record: Record, index: int = 0) -> Position:
        """Where a cell of the record begins; behind its last one where there are fewer."""
        before = record.raw[: min(index, len(record.raw))]
        offset = record.start + sum(len(raw) + 1 for raw in before)
        return self.source.position(min(offset, record.end))

    def span(self, record: Record) -> tuple[int, int]:
        """(start, end) of the record in bytes of the file, with its line end."""
        return self.source.byte_offset(record.start), self.source.byte_offset(record.end)


def parse_csv(data: bytes) -> Table:
    """The table. Raises Unparsable where it is not UTF-8 or a quotation mark has no partner."""
    require_readable(data)
    source = SourceText(data)
    pieces, at, line = [], 0, 1
    while at < len(source.text):
        piece = _record(source, at, line)
        pieces.append(piece)
        line += len(_END.findall(source.text, at, piece.end))
        at = piece.end
    return Table(source, pieces)


def _record(source: SourceText, start: int, line: int) -> Record:
    text = source.text
    found = _LINE.match(text, start)
    stop = found.end() if found else start
    if '"' not in text[start:stop]:
        raw = tuple(text[start:stop].split(",")) if stop > start else ()
        return _made(text, line, (start, stop), cells=raw, raw=raw)
    cells, at = [_cell(source, start)], start
    at += len(cells[0])
    while text.startswith(",", at):
        cells.append(_cell(source, at + 1))
        at += 1 + len(cells[-1])
    values = tuple(value_of(cell) for cell in cells)
    return _made(text, line, (start, at), cells=values, raw=tuple(cells))


def _made(text: str, line: int, span: tuple[int, int], *, cells: tuple[str, ...], raw: tuple[str, ...]) -> Record:
    """The record with its line end."""
    start, end = span
    found = _END.match(text, end)
    line_end = found.group() if found else ""
    return Record(line=line, start=start, end=end + len(line_end), cells=cells, raw=raw, line_end=line_end)


def _cell(source: SourceText, at: int) -> str:
    """The spelling of the cell that begins here."""
    text = source.text
    if not text.startswith('"', at):
        found = _PLAIN.match(text, at)
        return found.group() if found else ""
    found = _QUOTED.match(text, at)
    if not found:
        raise Unparsable(Message(N_("a quotation mark is not closed")), source.position(at))
    if text[found.end() : found.end() + 1] not in ("", ",", "\r", "\n"):
        raise Unparsable(Message(N_("a comma is missing after a quotation mark")), source.position(found.end()))
    return found.group()


def value_of(raw: str) -> str:
    """The value of a cell as it is spelled."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw


def spelled(value: str, *, is_quoted: bool = False) -> str:
    """A cell in quotation marks where it needs them or its neighbours have them."""
    if is_quoted or any(sign in value for sign in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value
