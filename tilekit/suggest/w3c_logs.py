"""Recognises logs in the extended format of the W3C, as IIS writes them: a line of the file names the columns."""

import re
from collections.abc import Sequence

from tilekit.suggest.date_formats import date_at
from tilekit.suggest.piece import Piece, mark

_FIELDS = re.compile(r"^#Fields:[ \t]*(.*)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"#(?:Software|Version|Date|Fields|Start-Date|End-Date|Remark):")
_SEPARATOR = re.compile(r"([ \t])")
_ATTRIBUTES = {
    "c-ip": "network.client.ip", "s-ip": "network.destination.ip", "s-port": "network.destination.port",
    "cs-method": "http.method", "cs-uri-stem": "http.url", "cs-version": "http.version", "cs-host": "http.host",
    "cs(User-Agent)": "http.useragent", "cs(Referer)": "http.referer", "sc-status": "http.status_code",
    "sc-bytes": "network.bytes_written", "cs-bytes": "network.bytes_read", "cs-username": "usr.name",
    "time-taken": "duration",
}  # fmt: skip


def columns_in(text: str) -> tuple[str, ...]:
    """The names of the columns; none if the text has no line with names."""
    match = _FIELDS.search(text)
    return tuple(match[1].split()) if match else ()


def is_directive(line: str) -> bool:
    """Whether the line describes the file instead of being a log."""
    return _DIRECTIVE.match(line) is not None


def column_pieces(line: str, columns: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of a log with these columns; none if it has another number of values."""
    values, separators = _SEPARATOR.split(line)[::2], _SEPARATOR.split(line)[1::2]
    if not columns or len(values) != len(columns):
        return ()
    pieces: list[Piece] = []
    date = date_at(line, 0) if columns[:2] == ("date", "time") else None
    if date and date.text == " ".join(values[:2]):
        pieces.append(Piece(kind="date", text=date.text, matcher=date.matcher, name="timestamp"))
        values, columns, separators = values[2:], columns[2:], separators[1:]
    for at, (value, column) in enumerate(zip(values, columns, strict=True)):
        pieces += [mark(separators[at + len(separators) - len(values)])] if pieces else []
        pieces.append(_piece(value, column))
    return tuple(pieces)


def _piece(value: str, column: str) -> Piece:
    name = _ATTRIBUTES.get(column) or re.sub(r"\W+", "_", column.lower(), flags=re.ASCII).strip("_")
    is_number = value.isascii() and value.isdecimal()
    return Piece(kind="column", text=value, matcher="integer" if is_number else "notSpace", name=name)
