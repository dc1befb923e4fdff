"""Copies the rows of a table from SQLite to PostgreSQL, and computes what both contain."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from django.db import connection, connections
from msgspec import Struct
from psycopg import sql

from operations.move.tables import MovedColumn, MovedTable

SOURCE = "source"
_COPIED_AT_ONCE = 2_000
_CURSOR = "moved_rows"
Row = Sequence[Any]


class TableContents(Struct, frozen=True, kw_only=True):
    """The number of rows, and a digest that doesn't depend on their order or on the kind of database."""

    rows: int
    digest: str


def copy_rows(table: MovedTable) -> TableContents:
    """Copy all rows from the alias SOURCE. Returns what was read."""
    columns = [column for column in table.columns if not column.is_generated]
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    contents = _Digest(columns)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in _source_rows(table, columns):
            copy.write_row(contents.added(row))
    return contents.result()


def stored_contents(table: MovedTable) -> TableContents:
    """What PostgreSQL has stored, read again."""
    columns = [column for column in table.columns if not column.is_generated]
    contents = _Digest(columns)
    for row in _target_rows(table, columns):
        contents.added(row)
    return contents.result()


def _source_rows(table: MovedTable, columns: Sequence[MovedColumn]) -> Iterator[Row]:
    quote = connections[SOURCE].ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    with connections[SOURCE].cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(table.name)}")  # noqa: S608 names of our tables
        while rows := cursor.fetchmany(_COPIED_AT_ONCE):
            yield from rows


def _target_rows(table: MovedTable, columns: Sequence[MovedColumn]) -> Iterator[Row]:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    declare = sql.SQL("DECLARE {} NO SCROLL CURSOR FOR SELECT {} FROM {}")
    with connection.cursor() as cursor:
        cursor.execute(declare.format(sql.Identifier(_CURSOR), names, sql.Identifier(table.name)))
        while rows := _fetched(cursor):
            yield from rows
        cursor.execute(f"CLOSE {_CURSOR}")


def _fetched(cursor: Any) -> list[Row]:  # noqa: ANN401 Django has no type for cursors
    cursor.execute(f"FETCH {_COPIED_AT_ONCE} FROM {_CURSOR}")
    return cast("list[Row]", cursor.fetchall())


class _Digest:
    """Adds up the digests of rows."""

    def __init__(self, columns: Iterable[MovedColumn]) -> None:
        self.readers = [_READERS.get(column.kind, _unchanged) for column in columns]
        self.rows = self.total = 0

    def added(self, row: Row) -> Row:
        """Add a row. Returns it."""
        values = [None if value is None else read(value) for read, value in zip(self.readers, row, strict=True)]
        self.total += int.from_bytes(sha256(repr(values).encode(errors="surrogatepass")).digest())
        self.rows += 1
        return row

    def result(self) -> TableContents:
        return TableContents(rows=self.rows, digest=f"{self.total:x}")


def _unchanged(value: object) -> object:
    return value


def _time(value: datetime) -> datetime:
    """SQLite stores times in UTC, without the zone."""
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _document(value: str) -> str:
    """PostgreSQL sorts the keys of objects, and stores 1e16 as an integer."""
    return json.dumps(json.loads(value, parse_float=_number), sort_keys=True)


def _number(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() else number


# {type in PostgreSQL: what makes the values of both databases equal}
_READERS: dict[str, Callable[[Any], object]] = {
    "bytea": bytes,
    "boolean": bool,
    "inet": str,
    "jsonb": _document,
    "timestamp with time zone": _time,
    "uuid": lambda value: value if isinstance(value, UUID) else UUID(value),
}
