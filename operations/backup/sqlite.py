"""Copies and restores an SQLite database with its online back-up. People can work meanwhile."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import DEFAULT_DB_ALIAS, connection, connections

from operations.backup.marker import UNFINISHED
from operations.backup.problems import BackupProblem

COPY_FILE = "database.sqlite3"
_ALIAS = "snapshot"
_PAGES_AT_ONCE = 100


@contextmanager
def snapshot(folder: Path) -> Iterator[str]:
    """Copy the database into the folder. Yields an alias of Django, to read what the copy contains."""
    file = folder / COPY_FILE
    _copy(file)
    databases = connections.databases
    databases[_ALIAS] = {**databases[DEFAULT_DB_ALIAS], "NAME": file, "OPTIONS": {}}
    try:
        connections[_ALIAS].connect()
        yield _ALIAS
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS], databases[_ALIAS]


def _copy(file: Path) -> None:
    """Copy in one step, which is one state of the database. Raises BackupProblem if it is corrupt or the disk full."""
    with _faults_named(), closing(_opened(_path(), "rw")) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # so that the copy is one file
        (result,) = target.execute("PRAGMA quick_check(1)").fetchone()
        if result != "ok":
            text = f"The database is corrupt: {result}"
            raise BackupProblem(text)
        target.execute(f"CREATE TABLE {UNFINISHED} (id INTEGER)")
        target.commit()


def install(file: Path) -> None:
    """Replace everything in the database. SQLite rolls back if the process is killed. Raises BackupProblem."""
    connection.close()
    with _faults_named(), closing(_opened(file, "ro")) as source, closing(sqlite3.connect(_path())) as target:
        source.backup(target, pages=_PAGES_AT_ONCE, progress=_on_pages, sleep=0)


def assert_unused() -> None:
    """Raises BackupProblem if another process has opened the database."""
    connection.close()
    _path().parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(_path(), timeout=0)) as probe:
        try:
            probe.execute("PRAGMA journal_mode=DELETE")  # needs the database alone; the portal sets its mode again
        except sqlite3.OperationalError as fault:
            text = f"The database is in use ({fault}). Stop web, worker and beat first."
            raise BackupProblem(text) from fault


@contextmanager
def _faults_named() -> Iterator[None]:
    """Raises BackupProblem instead of the errors of SQLite, for example if the disk is full."""
    try:
        yield
    except sqlite3.Error as fault:
        text = f"The database can't be copied: {fault}"
        raise BackupProblem(text) from fault


def _on_pages(status: int, remaining: int, total: int) -> None:
    """Called after each step of a restore. Tests stop the process here."""


def _path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    """Raises BackupProblem if the file is missing or unreadable."""
    try:
        return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True)
    except sqlite3.OperationalError as fault:
        text = f"{path} can't be opened: {fault}"
        raise BackupProblem(text) from fault
