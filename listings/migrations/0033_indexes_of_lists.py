"""Adds indexes for the newest listings, for live tiles by name and, on PostgreSQL, for parts of names.

Other databases have no index for parts of texts; there, a search reads all names. If the migration is interrupted,
PostgreSQL keeps an invalid index: drop it, then migrate again.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from common.concurrent_indexes import AddIndexWithoutLock

# The expression of icontains.
_ADD = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX CONCURRENTLY listings_by_part_of_name ON listings_listing USING gin (upper(name) gin_trgm_ops)",
)
_REMOVE = ("DROP INDEX listings_by_part_of_name",)


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _ADD if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _REMOVE if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("listings", "0032_suggested_by"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="listing", index=models.Index(fields=["-created_at", "-id"], name="listings_by_age")
        ),
        AddIndexWithoutLock(
            model_name="listing",
            index=models.Index(
                fields=["name", "id"], name="listings_live_by_name", condition=models.Q(live_release__isnull=False)
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
