"""The code of the previous release works on this schema, and migrations that would lock or break it are refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations import AddField, DeleteModel, Migration, RemoveField, RenameField
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import CharField
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

from tests import previous_release
from tests.migrated import UnsquashedLoader

# Tests of the release that sign in, open every page, make every transition and run jobs.
TESTS = (
    "tests/accounts/test_signing_in.py",
    "tests/reviews/test_queue.py",
    "tests/contract/test_access.py::test_each_role_reads_what_it_may",
    "tests/contract/test_transitions.py",
    "tests/contract/test_other_transitions.py",
)
NO_PLANS = "not reads_by_index"  # which change with each new index
pytestmark = pytest.mark.xdist_group("release")
on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL locks tables, and production uses it; .ci/run has it"
)


@on_postgres
def test_code_of_the_release_works_on_this_schema(tmp_path: Path) -> None:
    previous_release.unpack_with_new_migrations(tmp_path)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    if database := environ.get("DATABASE_URL"):
        environ["DATABASE_URL"] = f"{database}_release"

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "all_tables", "-k", NO_PLANS, *TESTS],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-8000:]


def _problems(migration: Migration, loader: MigrationLoader, at: list[tuple[str, str]]) -> list[str]:
    """What the migration locks, or takes from the release. at are the migrations before it."""
    with connection.schema_editor(collect_sql=True) as editor:
        migration.apply(loader.project_state(at, at_end=True), editor, collect_sql=True)
    analyser = get_sql_analyser_class(connection.settings_dict["ENGINE"])
    errors, _, warnings = analyse_sql_statements(analyser, ["BEGIN;", *editor.collected_sql])
    return [issue.message for issue in (*errors, *warnings)]


@on_postgres
@pytest.mark.django_db
def test_new_migrations_keep_the_release_working() -> None:
    loader, released = UnsquashedLoader(connection), previous_release.migration_names()
    new = {
        key: row
        for key, row in loader.disk_migrations.items()
        if key[0] in settings.SLIPWAY_APPS and key not in released
    }

    problems = {key: _problems(row, loader, row.dependencies) for key, row in new.items()}

    assert released != set()
    assert released <= set(loader.disk_migrations)
    assert {key: row for key, row in problems.items() if row} == {}


@on_postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "operation",
    [
        RemoveField("listing", "hold"),
        RenameField("listing", "hold", "is_held"),
        AddField("listing", "colour", CharField(max_length=9, default="")),
        DeleteModel("appliedfix"),
    ],
    ids=["removed column", "renamed column", "column without a database default", "removed table"],
)
def test_migration_that_breaks_the_release_is_refused(operation: Operation) -> None:
    loader = UnsquashedLoader(connection)
    migration = Migration("0999_breaks", "listings")
    migration.operations = [operation]

    assert _problems(migration, loader, loader.graph.leaf_nodes()) != []
