"""The index for parts of names, which only PostgreSQL has. On other databases, a search reads all names."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
# The expression of icontains.
_INDEX = "listings_by_part_of_name ON listings_listing USING gin (upper(name) gin_trgm_ops)"


def add(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the index to a new table, in a transaction."""
    _execute(schema_editor, _EXTENSION, f"CREATE INDEX {_INDEX}")


def add_without_lock(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the index while people write to the table, in a migration that is not atomic."""
    _execute(schema_editor, _EXTENSION, f"CREATE INDEX CONCURRENTLY {_INDEX}")


def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _execute(schema_editor, "DROP INDEX listings_by_part_of_name")


def _execute(schema_editor: BaseDatabaseSchemaEditor, *statements: str) -> None:
    for statement in statements if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement)
