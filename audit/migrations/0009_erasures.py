"""Lets an event be changed while an open erasure names it, and adds the triggers that guard erasures.

On PostgreSQL, only the function of the event's trigger changes, which locks no table. The role of the portal may not
update events. It calls a function that runs with the rights of their owner, and only changes events with an open erasure.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import common.ids

SQLITE = [
    "DROP TRIGGER audit_event_no_update",
    """
    CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    WHEN NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.actor_kind <> OLD.actor_kind OR NEW.actor_id IS NOT OLD.actor_id
     OR NOT EXISTS (SELECT 1 FROM audit_eventerasure WHERE event_id = OLD.id AND is_open)
    BEGIN SELECT RAISE(ABORT, 'audit events are final'); END
    """,
    """
    CREATE TRIGGER audit_eventerasure_no_update BEFORE UPDATE ON audit_eventerasure WHEN NOT OLD.is_open OR NEW.is_open
    BEGIN SELECT RAISE(ABORT, 'erasures of audit events are final'); END
    """,
    """
    CREATE TRIGGER audit_eventerasure_no_delete BEFORE DELETE ON audit_eventerasure
    BEGIN SELECT RAISE(ABORT, 'erasures of audit events are final'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER audit_event_no_update",
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit events are final'); END",
]
POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.actor_kind = OLD.actor_kind
          AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id
          AND EXISTS (SELECT FROM audit_eventerasure WHERE event_id = OLD.id AND is_open)
        THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION 'audit events are final' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE FUNCTION audit_eventerasure_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF OLD.is_open AND NOT NEW.is_open THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION 'erasures of audit events are final' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_eventerasure_no_change BEFORE UPDATE OR DELETE ON audit_eventerasure
    FOR EACH ROW EXECUTE FUNCTION audit_eventerasure_is_final()
    """,
    """
    CREATE TRIGGER audit_eventerasure_no_truncate BEFORE TRUNCATE ON audit_eventerasure
    FOR EACH STATEMENT EXECUTE FUNCTION audit_eventerasure_is_final()
    """,
    """
    CREATE FUNCTION audit_erase_event(erasure uuid, new_object_ids jsonb, new_digests jsonb, new_request_id text, new_verb text)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      UPDATE audit_event SET object_ids = new_object_ids, digests = new_digests, request_id = new_request_id,
        verb = new_verb WHERE id = (SELECT event_id FROM audit_eventerasure WHERE id = erasure AND is_open);
      UPDATE audit_eventerasure SET is_open = false WHERE id = erasure;
    $$
    """,
]
POSTGRESQL_BACK = [
    "DROP FUNCTION audit_erase_event(uuid, jsonb, jsonb, text, text)",
    """
    CREATE OR REPLACE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit events are final' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    "DROP TRIGGER audit_eventerasure_no_change ON audit_eventerasure",
    "DROP TRIGGER audit_eventerasure_no_truncate ON audit_eventerasure",
    "DROP FUNCTION audit_eventerasure_is_final()",
]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_streams")]

    operations = [
        migrations.CreateModel(
            name="EventErasure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("event_id", models.UUIDField(db_index=True)),
                ("original_digest", models.CharField(max_length=64)),
                ("erased_digest", models.CharField(max_length=64)),
                ("seal", models.PositiveBigIntegerField(db_index=True, null=True)),
                ("seal_digest", models.CharField(blank=True, max_length=64)),
                ("recorded_by", models.UUIDField()),
                ("is_open", models.BooleanField(default=True)),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]
