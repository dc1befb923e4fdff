"""Creates the full-text index of SQLite or PostgreSQL. Its words are already split and normalised.

SQLite drops the triggers when a later migration rebuilds catalog_tiletext: such a migration must end with this
operation.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REMOVE = "INSERT INTO catalog_words (catalog_words, rowid, words, tile_id) VALUES ('delete', old.id, old.words, old.tile_id);"
_PUT = "INSERT INTO catalog_words (rowid, words, tile_id) VALUES (new.id, new.words, new.tile_id);"
# The tokenizer `ascii` splits our words at spaces only and does not change them.
_TABLE = """
CREATE VIRTUAL TABLE catalog_words USING fts5(
    words, tile_id UNINDEXED, content='catalog_tiletext', content_rowid='id', tokenize='ascii', prefix='1 2 3',
    detail=none, columnsize=0
)
"""
SQLITE = [
    _TABLE,
    "INSERT INTO catalog_words (catalog_words) VALUES ('rebuild')",
    f"CREATE TRIGGER catalog_words_insert AFTER INSERT ON catalog_tiletext BEGIN {_PUT} END",
    f"CREATE TRIGGER catalog_words_delete AFTER DELETE ON catalog_tiletext BEGIN {_REMOVE} END",
    f"CREATE TRIGGER catalog_words_update AFTER UPDATE ON catalog_tiletext BEGIN {_REMOVE} {_PUT} END",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER catalog_words_{verb}" for verb in ("insert", "delete", "update")),
    "DROP TABLE catalog_words",
]
POSTGRESQL = [
    "CREATE INDEX catalog_words ON catalog_tiletext USING gin (array_to_tsvector(string_to_array(btrim(words), ' ')))",
]
POSTGRESQL_BACK = ["DROP INDEX catalog_words"]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_words_of_tiles")]
    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.RemoveField(model_name="tile", name="search_text"),
    ]
