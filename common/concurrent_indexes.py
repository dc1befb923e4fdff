"""Indexes of tables to which people write while they are created or removed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AddIndexWithoutLock(migrations.AddIndex):
    """Adds an index. On PostgreSQL, rows can be written meanwhile; on SQLite, a write waits until it is complete.

    The migration must not be atomic. If it is interrupted, PostgreSQL keeps an invalid index: drop it, then migrate
    again.
    """

    reduces_to_sql = False

    def database_forwards(  # noqa: PLR0917 Django defines the signature
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.add_index(model, self.index, concurrently=True)  # type: ignore[call-arg]  # of PostgreSQL


class RemoveIndexWithoutLock(migrations.RemoveIndex):
    """Removes an index, in a migration that is not atomic. On PostgreSQL, rows can be read and written meanwhile."""

    reduces_to_sql = False

    def database_forwards(  # noqa: PLR0917 Django defines the signature
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.models[app_label, self.model_name_lower]
        index = model.get_index_by_name(self.name)
        table = from_state.apps.get_model(app_label, self.model_name)
        schema_editor.remove_index(table, index, concurrently=True)  # type: ignore[call-arg]  # of PostgreSQL
