"""Models and migrations match, and the migrations of the audit log end with its triggers."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.migrated import UnsquashedLoader

pytestmark = pytest.mark.django_db
_FINAL = {"no_replace", "no_update", "same_key"}  # on SQLite


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named() -> None:
    labels = {label for label in settings.SLIPWAY_APPS if apps.get_app_config(label)}
    changes = [
        f"{app}.{name}"
        for app, name in MigrationLoader(connection).disk_migrations
        if app in labels and re.search(r"_auto_|_more$|_and_more|_alter_|_remove_", name)
    ]

    assert changes == [], (
        "delete the new file and run: manage.py makemigrations -n NAME, with a name that says what changes"
    )


@pytest.mark.parametrize(
    "table, sqlite, postgresql",
    [
        ("event", {*_FINAL, "unsealed", "unsent"}, {"no_change", "no_truncate", "unsealed", "unsent"}),
        ("eventerasure", {*_FINAL, "recorded"}, {"no_change", "no_truncate", "recorded"}),
        ("seal", _FINAL, {"no_change", "no_truncate"}),
    ],
)
def test_the_record_is_guarded_by_the_database(table: str, sqlite: set[str], postgresql: set[str]) -> None:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [f"audit_{table}"])
        names = {name.removeprefix(f"audit_{table}_") for (name,) in cursor.fetchall()}

    # tests/conftest.py removes those that would prevent emptying the tables between tests.
    assert names == {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def test_replacements_make_the_same_models() -> None:
    """A new database gets the tables that databases have which were upgraded step by step."""
    steps, replaced = UnsquashedLoader(connection).project_state(), MigrationLoader(connection).project_state()
    graph = MigrationLoader(connection).graph

    assert MigrationAutodetector(steps, replaced).changes(graph=graph) == {}
    assert MigrationAutodetector(replaced, steps).changes(graph=graph) == {}


def test_each_older_database_can_be_upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django refuses a database in which a migration is applied, but not one that it depends on.

    For each migration, the database has only what that one needs.
    """
    steps = UnsquashedLoader(connection)

    for last in steps.disk_migrations:
        applied = {key: steps.disk_migrations[key] for key in steps.graph.forwards_plan(last)}
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _, applied=applied: dict(applied))
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        missing = [name for row, _ in plan for name in row.replaces or [(row.app_label, row.name)]]

        assert sorted({*missing, *applied}) == sorted(steps.disk_migrations)
        assert not applied.keys() & missing


def test_database_of_the_tests_has_all_migrations() -> None:
    """It may come from the cache of an earlier run (`tests/migrated.py`)."""
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
