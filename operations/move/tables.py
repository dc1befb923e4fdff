"""The tables of a PostgreSQL database: which can be filled, and what must happen before and after."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from msgspec import Struct
from psycopg import sql

# prepare fills the cache of a portal that uses Redis, and migrations their own table.
_NOT_MOVED = {"cache", "django_migrations"}
# Migrations and prepare write rows into these, also if nobody has used the portal.
_FILLED_BY_PREPARE = {"auth_permission", "django_content_type", "validation_checkcatalogue"}
_COLUMNS = """
SELECT table_name, column_name, data_type, is_generated = 'ALWAYS',
       pg_get_serial_sequence(quote_ident(table_name), column_name)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
ORDER BY table_name, ordinal_position
"""
_GUARDED = """
SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
"""


class MovedColumn(Struct, frozen=True, kw_only=True):
    """A column. kind is its type in PostgreSQL; sequence generates its values, "" for none."""

    name: str
    kind: str
    is_generated: bool
    sequence: str


class MovedTable(Struct, frozen=True, kw_only=True):
    name: str
    columns: tuple[MovedColumn, ...]


def tables_to_fill() -> list[MovedTable]:
    """All tables whose rows are moved."""
    columns: dict[str, list[MovedColumn]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, name, kind, is_generated, sequence in cursor.fetchall():
            column = MovedColumn(name=name, kind=kind, is_generated=is_generated, sequence=sequence or "")
            columns.setdefault(table, []).append(column)
    return [MovedTable(name=name, columns=tuple(columns[name])) for name in sorted(set(columns) - _NOT_MOVED)]


def used_table(tables: Sequence[MovedTable]) -> str:
    """The name of a table with rows that prepare doesn't write; "" if nobody has used the database."""
    for table in tables:
        if table.name not in _FILLED_BY_PREPARE and _execute("SELECT EXISTS (SELECT 1 FROM {})", table.name):
            return table.name
    return ""


def lock_tables(tables: Sequence[MovedTable]) -> None:
    """Let no other process read or write the tables until the transaction ends."""
    _execute_all("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables)


def empty_tables(tables: Sequence[MovedTable]) -> None:
    """Remove all rows."""
    _execute_all("TRUNCATE {}", tables)


@contextmanager
def triggers_disabled() -> Iterator[None]:
    """Let rows be stored as they are in the block, without the rows that triggers add."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED)
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        _execute("ALTER TABLE {} DISABLE TRIGGER USER", name)
    yield
    _execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with a waiting check of a foreign key can't be altered
    for name in names:
        _execute("ALTER TABLE {} ENABLE TRIGGER USER", name)


def continue_sequences(tables: Sequence[MovedTable]) -> None:
    """Let each sequence continue after the highest number in its column."""
    for table in tables:
        for column in table.columns:
            if column.sequence:
                statement = "SELECT setval({sequence}, coalesce(max({0}), 1), max({0}) IS NOT NULL) FROM {1}"
                _execute(statement, column.name, table.name, sequence=column.sequence)


def _execute_all(statement: str, tables: Sequence[MovedTable]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(table.name) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(names))


def _execute(statement: str, *names: str, sequence: str = "") -> bool:
    """Run a statement with these names. Returns the value of its first row, if it has one."""
    composed = sql.SQL(statement).format(*map(sql.Identifier, names), sequence=sql.Literal(sequence))
    with connection.cursor() as cursor:
        cursor.execute(composed)
        return bool(cursor.description and cursor.fetchone()[0])
