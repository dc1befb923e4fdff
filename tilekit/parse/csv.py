"""CSV files split into records with positions. Nothing is lost: joining the records gives the same file."""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.parse.limits import CSV_LIMITS, MAX_CELLS, FileTooLarge, LimitKind, require_readable
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import SourceText

_LINE = re.compile(r"(?!\Z)([^\r\n]*)(\r\n|\n|\r|\Z)")
_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')
# These texts must never change, because they are part of the fingerprint of MD-007.
_OPEN_QUOTE, _NO_COMMA = "a quotation mark is not closed", "a comma is missing after a quotation mark"
_CELL = re.compile(rf"({_QUOTED.pattern}|(?!\")[^,\r\n]*)(,|\r\n|\n|\r|\Z)")


class Record(Struct, frozen=True, kw_only=True):
    """One record. line counts from 1; start and end are character offsets of the text, including the line end.

    cells are the values, raw the same values as written; a blank line has none.
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
        """The index of a column; None if there is none."""
        return self.header.index(name) if name in self.header else None

    def cell(self, record: Record, name: str) -> str:
        """The value in the column; "" if the record is too short or there is no such column."""
        index = self.column(name)
        return record.cells[index] if index is not None and index < len(record.cells) else ""

    def position(self, record: Record, index: int = 0) -> Position:
        """The position of a cell of the record; if the record has fewer cells, the position after its last cell."""
        before = record.raw[: min(index, len(record.raw))]
        offset = record.start + sum(len(raw) + 1 for raw in before)
        return self.source.position(min(offset, record.end))

    def span(self, record: Record) -> tuple[int, int]:
        """(start, end) of the record in bytes of the file, including its line end."""
        return self.source.byte_offset(record.start), self.source.byte_offset(record.end)


def parse_csv(data: bytes) -> Table:
    """The table in a CSV file.

    Raises Unparsable if it is not UTF-8, a quotation mark is not closed, or it is too large (FileTooLarge).
    """
    require_readable(data, CSV_LIMITS)
    source = SourceText(data)
    pieces, at = list[Record](), 0
    for line, match in enumerate(_LINE.finditer(source.text), start=1):
        if match.start() == at:  # otherwise it is inside a cell with several lines
            pieces.append(_record(source, line, match))
            at = pieces[-1].end
            if len(pieces[-1].cells) > MAX_CELLS:
                raise FileTooLarge(LimitKind.CELLS, MAX_CELLS, source.position(match.start()))
    return Table(source, pieces)


def _record(source: SourceText, line: int, match: re.Match[str]) -> Record:
    """The record that begins with this line."""
    text, line_end = match.groups()
    if '"' in text:
        return _quoted_record(source, line, match.start())
    cells = tuple(text.split(",")) if text else ()
    return Record(line=line, start=match.start(), end=match.end(), cells=cells, raw=cells, line_end=line_end)


def _quoted_record(source: SourceText, line: int, start: int) -> Record:
    raw, at, behind = list[str](), start, ","
    while behind == ",":
        match = _CELL.match(source.text, at)
        if not match:
            raise _fault(source, at)
        cell, behind = match.groups()
        raw.append(cell)
        at = match.end()
    return Record(line=line, start=start, end=at, cells=tuple(map(unquoted_cell, raw)), raw=tuple(raw), line_end=behind)


def _fault(source: SourceText, at: int) -> Unparsable:
    """The error about the quotation mark at this offset."""
    match = _QUOTED.match(source.text, at)
    if not match or "\n" in match[0]:  # the next quotation mark opens a cell of a later line
        return Unparsable(Message(N_("a quotation mark is not closed")), source.position(at), code=_OPEN_QUOTE)
    reason = Message(N_("a comma is missing after a quotation mark"))
    return Unparsable(reason, source.position(match.end()), code=_NO_COMMA)


def unquoted_cell(raw: str) -> str:
    """The value of a cell, without its quotation marks."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw


def quoted_cell(value: str, *, is_quoted: bool = False) -> str:
    """The text of a cell, in quotation marks if it needs them or its neighbours have them."""
    if is_quoted or any(character in value for character in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value
