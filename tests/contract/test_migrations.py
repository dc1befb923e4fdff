"""Models and migrations match, and the migrations of the audit log end with its triggers."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.django_db


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
        ("event", {"no_update", "unsealed", "unsent"}, {"no_change", "no_truncate", "unsealed", "unsent"}),
        ("eventerasure", {"no_update"}, {"no_change", "no_truncate"}),
        ("seal", {"no_update"}, {"no_change", "no_truncate"}),
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


def test_database_of_the_tests_has_all_migrations() -> None:
    """It may come from the cache of an earlier run (`tests/migrated.py`)."""
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
