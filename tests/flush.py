"""Empties the PostgreSQL database after tests with real commits.

Django truncates all tables, which makes PostgreSQL write and sync several files for each of them: a second and more.
A test fills few tables, so deleting their rows is faster. Triggers and foreign keys are off meanwhile.
"""

from collections.abc import Sequence

from django.db import connection

_NO_TRIGGERS = "SET LOCAL session_replication_role = replica"


def use_fast_flush() -> None:
    """Let Django delete rows, if it uses PostgreSQL as a superuser, who may turn triggers off."""
    if connection.vendor == "postgresql" and _is_superuser():
        connection.ops.sql_flush = _sql_flush


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


def _sql_flush(_style: object, tables: Sequence[str], **_options: bool) -> list[str]:
    """The statements that empty the tables. Sequences continue, as after Django's TRUNCATE."""
    return [_NO_TRIGGERS, *(f"DELETE FROM {connection.ops.quote_name(table)}" for table in _used(tables))]  # noqa: S608


def _used(tables: Sequence[str]) -> list[str]:
    """The tables with rows."""
    quoted = ((table, connection.ops.quote_name(table)) for table in tables)
    with connection.cursor() as cursor:
        parts = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {name})" for table, name in quoted]  # noqa: S608
        cursor.execute(" UNION ALL ".join(parts))
        return [row[0] for row in cursor.fetchall()]
