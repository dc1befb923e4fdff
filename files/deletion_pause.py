"""Pauses the deletion of stored files while a back-up reads them.

A back-up reads the database first and then the files that its rows name. Between the two, a job or a person may delete
a row. Its file then stays until `files.orphans` deletes it. The lock ends with the process of the back-up, however
that ends.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_LOCK_FILE = "backup.lock"
_PAUSE_KEY = 0x511_BAC  # of advisory locks; any number that nothing else in this database uses
_HOLDERS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND datname = current_database() AND granted
"""
_TRIES, _PAUSE_RETRY_SECONDS = 20, 0.1


class DeletionsPaused(Exception):
    """Another process has paused deletions."""


class PauseLost(Exception):
    """The database ended the connection that paused deletions, so files may be missing."""


@contextmanager
def deletions_paused() -> Iterator[Callable[[], None]]:
    """In the block, no file of a deleted row is deleted. Raises DeletionsPaused.

    Yields a function that raises PauseLost if the pause has ended before the block.
    """
    with _database_pause() if connection.vendor == "postgresql" else _folder_pause() as assert_paused:
        yield assert_paused


def are_deletions_paused() -> bool:
    """Whether a process is in a block of `deletions_paused`. Called after the commit that deletes the row.

    If a back-up begins after this call, it doesn't see the row, so that the file may be deleted.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, [_PAUSE_KEY])
            return bool(cursor.fetchone()[0])
    file = settings.DATA_DIR / _LOCK_FILE
    if not file.exists():
        return False
    with file.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextmanager
def _database_pause() -> Iterator[Callable[[], None]]:
    """An advisory lock, which ends with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_PAUSE_KEY])
        if not cursor.fetchone()[0]:
            raise DeletionsPaused
        cursor.execute("SELECT pg_backend_pid()")
        (holder,) = cursor.fetchone()

    def assert_paused() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            if cursor.fetchone()[0] != holder:
                raise PauseLost

    try:
        yield assert_paused
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_PAUSE_KEY])


@contextmanager
def _folder_pause() -> Iterator[Callable[[], None]]:
    """A lock of the data folder, because an SQLite database is only used on one machine."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / _LOCK_FILE).open("ab") as lock:
        for _ in range(_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:  # perhaps only of a process that looks whether deletions are paused
                time.sleep(_PAUSE_RETRY_SECONDS)
        else:
            raise DeletionsPaused
        yield lambda: None
