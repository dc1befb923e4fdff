"""Lets several queries read the same state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all queries of the block read the same state of the database. The block must not write.

    Inside a transaction it does nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    with _no_write_lock(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _no_write_lock() -> Iterator[None]:
    """Let transactions of SQLite begin without the write lock that the settings ask for."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # sets the mode from the settings
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode
