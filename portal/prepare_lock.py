"""Runs one `prepare` after the other, for example if several machines are updated at the same time."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_LOCK_FILE = "prepare.lock"
_RETRY_SECONDS = 0.2
_LOCK_KEY = 0x511_9A7  # of advisory locks; any number that nothing else in this database uses


@contextmanager
def prepare_lock(folder: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Lock the data folder and the database. on_wait is called if another process has to finish first."""
    with _folder_lock(folder, on_wait), _database_lock(on_wait):
        yield


@contextmanager
def _folder_lock(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK_FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _has_database_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
        return bool(cursor.fetchone()[0])


@contextmanager
def _database_lock(on_wait: Callable[[], None]) -> Iterator[None]:
    """Take an advisory lock of PostgreSQL, which ends with the connection. SQLite is in the data folder.

    It asks again and again. A statement that waits for the lock would keep its snapshot, and an index that the other
    process creates without locking its table waits for all older snapshots.
    """
    if connection.vendor != "postgresql":
        yield
        return
    if not _has_database_lock():
        on_wait()
        while not _has_database_lock():
            time.sleep(_RETRY_SECONDS)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
