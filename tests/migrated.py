"""The migrated database without other data. Tests that start processes get copies of it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connection
from msgspec import Struct
from psycopg import sql

_FILE = "slipway.sqlite3"
_SERVER, _, _NAME = os.environ.get("DATABASE_URL", "").rpartition("/")


class Migrated(Struct):
    """The file of an SQLite database, or the name of a PostgreSQL database."""

    file: Path | None = None
    name: str = ""

    @contextmanager
    def copy_into(self, folder: Path) -> Iterator[dict[str, str]]:
        """Create a copy for an instance with this data folder; yields environment variables for its processes."""
        with self.copied(folder) as (_, place):
            yield place

    @contextmanager
    def copied(self, folder: Path) -> "Iterator[tuple[Migrated, dict[str, str]]]":
        """Create a copy as copy_into does; yields the copy, too."""
        if self.file:
            shutil.copy(self.file, folder / _FILE)
            yield Migrated(file=folder / _FILE), {}
            return
        with _server_copy(self.name) as name:
            yield Migrated(name=name), {"DATABASE_URL": f"{_SERVER}/{name}"}


@contextmanager
def database_copy(folder: Path) -> Iterator[Migrated]:
    """Copy the database that Django is connected to."""
    if not _SERVER:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / _FILE)])
        yield Migrated(file=folder / _FILE)
        return
    connection.close()  # PostgreSQL cannot copy a database with open connections
    with _server_copy(str(connection.settings_dict["NAME"])) as name:
        yield Migrated(name=name)


@contextmanager
def empty_database() -> Iterator[dict[str, str]]:
    """Create a database without tables; yields environment variables. SQLite creates its file itself."""
    if not _SERVER:
        yield {}
        return
    with _server_copy("template0") as name:
        yield {"DATABASE_URL": f"{_SERVER}/{name}"}


@contextmanager
def _server_copy(source: str) -> Iterator[str]:
    name = f"{_NAME}_faults_{uuid4().hex[:8]}"
    _execute("CREATE DATABASE {} TEMPLATE {}", name, source)
    yield name
    _execute("DROP DATABASE {} WITH (FORCE)", name)


def _execute(statement: str, *names: str) -> None:
    with psycopg.connect(f"{_SERVER}/postgres", autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
