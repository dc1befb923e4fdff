"""Adds the hash chain, and a trigger that lists each new event until it is sealed.

Events that exist are not listed, which would lock the table: the job seals them in the order of their IDs. On PostgreSQL
the trigger waits until open transactions with events end, so that no event is neither listed nor visible to the job.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LIST_EVENT = """
CREATE TRIGGER audit_event_unsealed AFTER INSERT ON audit_event
BEGIN INSERT INTO audit_unsealedevent (event_id) VALUES (NEW.id); END
"""
SQLITE = [
    LIST_EVENT,
    *(
        f"CREATE TRIGGER audit_seal_no_{verb} BEFORE {verb} ON audit_seal "
        "BEGIN SELECT RAISE(ABORT, 'audit seals are final'); END"
        for verb in ("update", "delete")
    ),
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}" for name in ("audit_event_unsealed", "audit_seal_no_update", "audit_seal_no_delete")
]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_event_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO audit_unsealedevent (event_id) VALUES (NEW.id); RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER audit_event_unsealed AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_unsealed()
    """,
    """
    CREATE FUNCTION audit_seal_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit seals are final' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_seal_is_final()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_event_unsealed ON audit_event",
    "DROP FUNCTION audit_event_is_unsealed()",
    "DROP TRIGGER audit_seal_no_change ON audit_seal",
    "DROP FUNCTION audit_seal_is_final()",
]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_index_by_actor")]

    operations = [
        migrations.CreateModel(
            name="UnsealedEvent",
            fields=[("event_id", models.UUIDField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("first_event", models.UUIDField()),
                ("last_event", models.UUIDField()),
                ("events", models.PositiveIntegerField()),
                ("events_digest", models.CharField(max_length=64)),
                ("chain_digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                ("members", models.BinaryField()),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]
