"""An index on a table that is written all the time."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class AddIndexWithoutLock(migrations.AddIndex):
    """Adds an index. On PostgreSQL, events can be recorded meanwhile; SQLite has no such index and few events.

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
        schema_editor.add_index(model, self.index, concurrently=True)
