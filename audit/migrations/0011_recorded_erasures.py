"""Refuses the tombstone of an erasure without the event that records it, so that no event changes without one.

The role of the portal may add rows to this table. With an open erasure, the function `audit_erase_event` changes the
event that it names. On PostgreSQL, this function and those of the triggers must not read temporary tables with the names
of ours, which any role can create: tables of `pg_temp` come first unless the search path names it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """
    CREATE TRIGGER audit_eventerasure_recorded BEFORE INSERT ON audit_eventerasure
    WHEN NOT EXISTS (
      SELECT 1 FROM audit_event WHERE id = NEW.recorded_by AND verb = 'event.erase'
       AND REPLACE(JSON_EXTRACT(object_ids, '$.event'), '-', '') = NEW.event_id
       AND JSON_EXTRACT(digests, '$.original') = NEW.original_digest
       AND JSON_EXTRACT(digests, '$.erased') = NEW.erased_digest
    )
    BEGIN SELECT RAISE(ABORT, 'erasures of audit events must be recorded'); END
    """
]
SQLITE_BACK = ["DROP TRIGGER audit_eventerasure_recorded"]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_eventerasure_is_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT FROM audit_event WHERE id = NEW.recorded_by AND verb = 'event.erase'
         AND object_ids ->> 'event' = NEW.event_id::text
         AND digests ->> 'original' = NEW.original_digest
         AND digests ->> 'erased' = NEW.erased_digest
      ) THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'erasures of audit events must be recorded' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_eventerasure_recorded BEFORE INSERT ON audit_eventerasure
    FOR EACH ROW EXECUTE FUNCTION audit_eventerasure_is_recorded()
    """,
]
_FUNCTIONS = (
    "audit_event_is_final()",
    "audit_eventerasure_is_recorded()",
    "audit_erase_event(uuid, jsonb, jsonb, text, text)",
)
POSTGRESQL += [
    f"""
    DO $$ BEGIN
      EXECUTE 'ALTER FUNCTION {function} SET search_path = ' || quote_ident(current_schema()) || ', pg_temp';
    END $$
    """
    for function in _FUNCTIONS
]
POSTGRESQL_BACK = [
    "ALTER FUNCTION audit_erase_event(uuid, jsonb, jsonb, text, text) SET search_path FROM CURRENT",
    "ALTER FUNCTION audit_event_is_final() RESET search_path",
    "DROP TRIGGER audit_eventerasure_recorded ON audit_eventerasure",
    "DROP FUNCTION audit_eventerasure_is_recorded()",
]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0010_no_replacement")]
    operations = [migrations.RunPython(forwards, backwards)]
