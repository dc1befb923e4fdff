"""The two kinds of database, behind the same functions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from django.db import connection
from msgspec import Struct

from operations.backup import postgres, sqlite


class DatabaseKind(Struct, frozen=True, kw_only=True):
    """How a kind of database is copied into a folder and restored from a file.

    name is its name in Django, file that of the copy. snapshot writes the copy and yields an alias that reads the same
    state; install replaces the database by the copy, and marks it as unfinished; assert_unused raises BackupProblem if
    other processes use the database.
    """

    name: str
    file: str
    snapshot: Callable[[Path], AbstractContextManager[str]]
    install: Callable[[Path], None]
    assert_unused: Callable[[], None]


_KINDS = {
    "sqlite": DatabaseKind(
        name="SQLite",
        file=sqlite.COPY_FILE,
        snapshot=sqlite.snapshot,
        install=sqlite.install,
        assert_unused=sqlite.assert_unused,
    ),
    "postgresql": DatabaseKind(
        name="PostgreSQL",
        file=postgres.DUMP_FILE,
        snapshot=postgres.snapshot,
        install=postgres.install,
        assert_unused=postgres.assert_unused,
    ),
}


def configured_kind() -> DatabaseKind:
    """The kind of database that DATABASE_URL selects."""
    return _KINDS[connection.vendor]


def display_name(kind: str) -> str:
    """The name of a kind for operators."""
    return _KINDS[kind].name if kind in _KINDS else kind
