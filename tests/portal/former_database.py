"""Loads the rows of a database that an older version of the portal wrote into the test database.

Each archive next to this module contains `slipway.sqlite3`, its stored files (large pictures as one pixel), and
`known.json` with its people, the pages that each of them opened, and the kinds of jobs and notices of that version.
"""

import json
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from msgspec import Struct, convert

from tests.migrated import Targets, UnsquashedLoader, migrate_back

ARCHIVES = ("before_plain_names", "before_one_table_of_states")  # the newest last


class Known(Struct, frozen=True):
    """The content of known.json. pages and people are dicts by login; values has the IDs in the URLs of pages."""

    pages: dict[str, list[str]]
    people: dict[str, str]
    values: dict[str, str]
    job_kinds: list[str]
    notice_kinds: list[str]


def unpack(name: str, folder: Path) -> Known:
    """Unpack the database and the stored files into the folder."""
    archive = Path(__file__).with_name(f"{name}.tar.xz")
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", folder], check=True)
    return convert(json.loads((folder / "known.json").read_text()), Known)


def load(file: Path) -> None:
    """Migrate the test database to the state of the old one, and load only its rows."""
    with closing(sqlite3.connect(file)) as former:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            former.backup(connection.connection)
            connection.connection.execute("DROP TRIGGER audit_event_no_delete")  # see tests/conftest.py
        else:
            _load_rows(former)


def _load_rows(former: sqlite3.Connection) -> None:
    migrate_back(_targets(former))
    names = {name for (name,) in former.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # without sorting tables by foreign keys
        for table in names.intersection(connection.introspection.table_names(cursor)) - {"django_migrations"}:
            _copy(former, table, cursor)
        cursor.execute("SET session_replication_role = origin")
        _reset_sequences(cursor)


def upgrade() -> None:
    """Migrate the test database, as an operator does."""
    call_command("migrate", verbosity=0)


def _targets(former: sqlite3.Connection) -> Targets:
    """The last migration of each app in the database; None for an app that did not exist."""
    applied = dict(former.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall())
    return [(app, applied.get(app)) for app, _ in UnsquashedLoader(connection).graph.leaf_nodes()]


def _copy(former: sqlite3.Connection, table: str, cursor: CursorWrapper) -> None:
    rows = former.execute(f'SELECT * FROM "{table}"')  # noqa: S608 the name is from the file's own schema
    columns = ", ".join(f'"{column[0]}"' for column in rows.description)
    marks = ", ".join(["%s"] * len(rows.description))
    cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 as above
    cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', [_texts(row) for row in rows])  # noqa: S608 as above


def _texts(row: Iterable[object]) -> list[object]:
    """The values of a row as texts, which PostgreSQL converts to the types of the columns."""
    return [value if value is None or isinstance(value, bytes) else str(value) for value in row]


def _reset_sequences(cursor: CursorWrapper) -> None:
    for table in connection.introspection.table_names(cursor):
        for sequence in connection.introspection.get_sequences(cursor, table):
            highest = f'(SELECT coalesce(max("{sequence["column"]}"), 0) + 1 FROM "{table}")'  # noqa: S608 as above
            cursor.execute(f"SELECT setval('{sequence['name']}', {highest}, false)")
