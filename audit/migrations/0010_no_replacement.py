"""Adds triggers that refuse to replace a row on SQLite, where REPLACE deletes rows without their triggers for DELETE.

A row is replaced by one with its key or its row ID. PostgreSQL has no REPLACE, and its triggers refuse ON CONFLICT.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_REFUSE = "BEGIN SELECT RAISE(ABORT, '{rows} are final'); END"
_TRIGGERS = {
    "no_replace": "BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key} OR rowid = NEW.rowid) ",
    "same_key": "BEFORE UPDATE ON {table} WHEN NEW.{key} <> OLD.{key} OR NEW.rowid <> OLD.rowid ",
}
_TABLES = (
    {"table": "audit_event", "key": "id", "rows": "audit events"},
    {"table": "audit_eventerasure", "key": "id", "rows": "erasures of audit events"},
    {"table": "audit_seal", "key": "number", "rows": "audit seals"},
)
SQLITE = [
    f"CREATE TRIGGER {{table}}_{name} {text}{_REFUSE}".format(**names)
    for names in _TABLES
    for name, text in _TRIGGERS.items()
]
SQLITE_BACK = [f"DROP TRIGGER {names['table']}_{name}" for names in _TABLES for name in _TRIGGERS]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0009_erasures")]
    operations = [migrations.RunPython(forwards, backwards)]
