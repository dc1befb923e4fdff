"""A table that marks a database whose restore has not finished.

It is written before the first file, if the database is empty, and together with the restored tables.
"""

from django.db import connection

UNFINISHED = "unfinished_restore"


def is_unfinished() -> bool:
    """Whether the database is that of a restore that was interrupted."""
    return UNFINISHED in connection.introspection.table_names()


def has_tables() -> bool:
    """Whether the database has tables other than the marker."""
    return any(name != UNFINISHED for name in connection.introspection.table_names())


def write_marker() -> None:
    """Mark an empty database before files are stored, so that nobody starts a portal without data on these files."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {UNFINISHED} (id integer)")


def remove_marker() -> None:
    """Mark the database as usable. Part of the transaction of the last changes."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")
