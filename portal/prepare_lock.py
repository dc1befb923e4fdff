"""Runs one `prepare` after the other, for example if several machines are updated at the same time."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_LOCK_FILE = "prepare.lock"
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


@contextmanager
def _database_lock(on_wait: Callable[[], None]) -> Iterator[None]:
    """Take an advisory lock of PostgreSQL, which ends with the connection. SQLite is in the data folder."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
        if not cursor.fetchone()[0]:
            on_wait()
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
