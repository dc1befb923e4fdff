"""Recognises logs that are rows of a CSV file: the first line names the columns."""

import csv
import re
from collections.abc import Sequence

from msgspec import Struct

from tilekit.suggest.date_formats import date_at
from tilekit.suggest.piece import Piece, mark

_SEPARATORS = {",": ",", ";": ";", "|": "|", "\t": "tab"}  # as the filter of grok writes them
_FEWEST_COLUMNS, _MOST_COLUMNS, _MOST_ROWS_READ = 3, 60, 50
_COLUMN = re.compile(r"[A-Za-z_][\w ./()%-]{0,40}")
_DATE_COLUMNS = frozenset(("time", "date", "datetime", "timestamp", "ts", "logtime", "eventtime", "createdat"))
_LEVEL_COLUMNS = frozenset(("level", "loglevel", "severity"))
_DAY, _TIME_OF_DAY = re.compile(r"\d{4}[-/.]\d\d[-/.]\d\d"), re.compile(r"\d\d:\d\d:\d\d([.,]\d{1,9})?")
# The names of columns that no attribute can have, because they are part of the log itself.
_ATTRIBUTES = {"message": "msg", "tags": "csv_tags", "host": "hostname", "source": "csv_source"}


class CsvHeader(Struct, frozen=True, kw_only=True):
    """The first line of a file. names are the attributes of the columns."""

    line: str
    separator: str
    names: tuple[str, ...]

    def cells(self, line: str) -> list[str]:
        return _cells(line, self.separator)


def csv_header_in(text: str) -> CsvHeader | None:
    """The header of a file of CSV; None if the first line names no columns, or the lines below it have others."""
    lines = [line for line in text.splitlines() if line.strip()][: _MOST_ROWS_READ + 1]
    for separator in _SEPARATORS if len(lines) > 1 else ():
        columns = _cells(lines[0], separator)
        rows = [_cells(line, separator) for line in lines[1:]]
        if _is_header(columns) and all(len(row) == len(columns) for row in rows) and _is_above(columns, rows):
            names = tuple(_ATTRIBUTES.get(name, name) for name in map(_attribute, columns))
            return CsvHeader(line=lines[0].strip(), separator=separator, names=names)
    return None


def _attribute(column: str) -> str:
    return re.sub(r"\W+", "_", column.lower(), flags=re.ASCII).strip("_")


def _is_header(columns: Sequence[str]) -> bool:
    """Whether a line can name columns: words, each once."""
    is_table = _FEWEST_COLUMNS <= len(columns) <= _MOST_COLUMNS and all(map(_COLUMN.fullmatch, columns))
    return is_table and len({*map(_attribute, columns)}) == len(columns)


def _is_above(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first line differs from the rows: none of its words is in its column, and it names a date or a level,
    or a column of numbers.
    """
    values = list(zip(*rows, strict=True))
    if any(column in cells for column, cells in zip(columns, values, strict=True)):
        return False
    named = {_attribute(column).replace("_", "") for column in columns}
    has_numbers = any(all(cell[:1].isdecimal() for cell in cells) for cells in values)
    return has_numbers or not named.isdisjoint(_DATE_COLUMNS | _LEVEL_COLUMNS)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line.strip("\r\n ")], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # a cell that is too long
        return []


def csv_pieces(line: str, header: CsvHeader) -> tuple[Piece, ...]:
    """The pieces of a row; none if it has another number of values.

    The columns up to the date are pieces, so that grok reads its format. The filter for CSV reads the others.
    """
    cells, names = header.cells(line), header.names
    if len(cells) != len(names):
        return ()
    first, at, pieces = _after_date(header, cells), 0, list[Piece]()
    if first and (date := _day_and_time(line, header)):
        pieces, at, first = [date, mark(header.separator)], len(date.text) + 1, first + 1
    for name in names[: first if not pieces else 0]:
        end = line.index(header.separator, at)
        pieces += [*_quoted(line[at:end], name, header.separator), mark(header.separator)]
        at = end + 1
    columns = f'csv("{",".join(names[first:])}", "{_SEPARATORS[header.separator]}", "\\"")'
    return (*pieces, Piece(kind="csv", text=line[at:], filter=columns))


def _day_and_time(line: str, header: CsvHeader) -> Piece | None:
    """The date in the first two columns, if one is the day and the other the time."""
    day, time = line.split(header.separator)[:2]
    if header.names[:2] != ("date", "time") or not _DAY.fullmatch(day) or not _TIME_OF_DAY.fullmatch(time):
        return None
    date, text = date_at(f"{day} {time}", 0), f"{day}{header.separator}{time}"
    matcher = date.matcher.replace(" ", header.separator) if date else ""
    return Piece(kind="date", text=text, matcher=matcher, name="timestamp") if date else None


def _after_date(header: CsvHeader, cells: Sequence[str]) -> int:
    """The number of columns up to the date; 0 if there is none, or a column up to it contains the separator."""
    dates = [at for at, name in enumerate(header.names) if name.replace("_", "") in _DATE_COLUMNS]
    is_day = header.names[:2] == ("date", "time") and len(cells) > 2 and _DAY.fullmatch(cells[0])
    end = dates[0] + 1 if dates and (is_day or _date(cells[dates[0]])) else 0
    is_simple = not any(header.separator in cell or '"' in cell or not cell for cell in cells[:end])
    return end if is_simple and end < len(cells) else 0


def _date(cell: str) -> Piece | None:
    date = date_at(cell, 0)
    if date is None or date.text != cell:
        return None
    return Piece(kind="date", text=cell, matcher=date.matcher, name="timestamp", filter=date.filter)


def _quoted(raw: str, name: str, separator: str) -> tuple[Piece, ...]:
    """The pieces of a value, perhaps in quotation marks or after a blank."""
    text = raw.strip(' "')
    start, end = raw[: raw.index(text)], raw[raw.index(text) + len(text) :]
    date = _date(text) if name.replace("_", "") in _DATE_COLUMNS else None
    stop = "\\t" if separator == "\t" else separator
    value = date or Piece(kind="column", text=text, matcher=f'regex("[^{stop}\\"]*")', name=name)
    return (*map(mark, start), value, *map(mark, end))
