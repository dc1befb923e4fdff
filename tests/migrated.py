"""The migrated database without other data. Tests that start processes get copies of it.

Migrating takes some seconds of each run, so the SQLite database is kept in the cache folder of the user.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from msgspec import Struct
from psycopg import sql

_ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "slipway-tests"
Targets = Sequence[tuple[str, str | None]]  # an app and its last migration; None removes the app's tables
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


def template_name(run: str) -> str:
    """The PostgreSQL database that all processes of a run copy. The main process drops it with drop_template."""
    return f"{_NAME}_{run[:8]}"


def create_template(name: str) -> None:
    """Create and migrate this PostgreSQL database, unless another process has done so. Waits for that process."""
    with psycopg.connect(f"{_SERVER}/postgres", autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        _execute("CREATE DATABASE {}", name)
        _migrate(name)


def _migrate(name: str) -> None:
    former, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    call_command("migrate", verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = former


class UnsquashedLoader(MigrationLoader):
    """Knows the migrations that others replace in new databases, and not those that replace them."""

    def load_disk(self) -> None:
        super().load_disk()
        ours = set(settings.SLIPWAY_APPS)
        self.disk_migrations = {
            key: migration
            for key, migration in self.disk_migrations.items()
            if key[0] not in ours or not migration.replaces
        }


def migrate_back(targets: Targets) -> None:
    """Migrate the database to the state in which older code left it."""
    replacements = (key for key, migration in MigrationLoader(connection).disk_migrations.items() if migration.replaces)
    for app, name in replacements:
        MigrationRecorder(connection).record_unapplied(app, name)
    executor = MigrationExecutor(connection)
    executor.loader = UnsquashedLoader(connection)
    executor.migrate(targets)


def drop_template(name: str) -> None:
    """Drop the PostgreSQL database of create_template, if a process has created it."""
    if _SERVER:
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def cached_database() -> Path:
    """The place in the cache for an SQLite database with these migrations and packages. The file may be missing."""
    files = (*sorted(_ROOT.glob("*/migrations/*.py")), _ROOT / "requirements" / "develop.txt")
    digest = sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
    return CACHE / f"migrated-{digest[:16]}.sqlite3"


def create_cached_database() -> Path:
    """Migrate the SQLite database in the cache, unless another process has done so. Waits for that process."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        target = cached_database()
        if not target.exists():
            unfinished = target.with_suffix(f".{os.getpid()}")
            _migrate(str(unfinished))
            unfinished.rename(target)
    return target


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
