"""Moves the portal from its SQLite database to an empty PostgreSQL database, while nothing runs.

Files stay where they are. The SQLite database isn't changed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.db import Error, connection, connections
from django.db.migrations.executor import MigrationExecutor

from files.deletion_pause import DeletionsPaused, deletions_paused
from operations.backup.databases import configured_kind
from operations.backup.problems import BackupProblem
from operations.backup.processes import assert_nothing_runs
from operations.default_connection import default_connection
from operations.move.actions import MovedRows, move_rows
from operations.move.rows import SOURCE


def move_to_postgres(target: Mapping[str, Any], *, clock: Callable[[], datetime]) -> MovedRows:
    """Move all rows to the database with these settings of Django. Raises BackupProblem."""
    if connection.vendor != "sqlite":
        text = "DATABASE_URL is not an SQLite database. Only portals with SQLite can be moved."
        raise BackupProblem(text)
    _assert_idle(clock())
    _assert_migrated()
    try:
        with deletions_paused(), default_connection(target) as source:
            connections[SOURCE] = source
            try:
                return _moved(clock)
            finally:
                del connections[SOURCE]
    except DeletionsPaused as fault:
        text = "A back-up, restore or move is in progress."
        raise BackupProblem(text) from fault
    except Error as fault:
        text = f"PostgreSQL: {fault}"
        raise BackupProblem(text) from fault


def _moved(clock: Callable[[], datetime]) -> MovedRows:
    """Migrate the new database and fill it. A move that is interrupted leaves it without rows."""
    _assert_idle(clock())
    call_command("migrate", interactive=False, verbosity=0)
    return move_rows(now=clock())


def _assert_idle(now: datetime) -> None:
    assert_nothing_runs(now)
    configured_kind().assert_unused()


def _assert_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        text = "The SQLite database was not prepared for this version. Run manage.py prepare first."
        raise BackupProblem(text)
