"""A table that marks a database whose restore has not finished. It is written together with the restored tables."""

from django.db import connection

UNFINISHED = "unfinished_restore"


def is_unfinished() -> bool:
    """Whether the database is that of a restore that was interrupted."""
    return UNFINISHED in connection.introspection.table_names()


def remove_marker() -> None:
    """Mark the database as usable. Part of the transaction of the last changes."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")
