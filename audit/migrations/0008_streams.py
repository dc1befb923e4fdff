"""Adds streams, a trigger that lists each new event for each stream, and triggers that refuse TRUNCATE on PostgreSQL.

SQLite has no TRUNCATE. On PostgreSQL the triggers wait until open transactions with events end.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """
    CREATE TRIGGER audit_event_unsent AFTER INSERT ON audit_event
    BEGIN INSERT INTO audit_unsentevent (stream_id, event_id) SELECT id, NEW.id FROM audit_eventstream; END
    """
]
SQLITE_BACK = ["DROP TRIGGER audit_event_unsent"]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_event_is_unsent() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO audit_unsentevent (stream_id, event_id) SELECT id, NEW.id FROM audit_eventstream;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER audit_event_unsent AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_unsent()
    """,
    *(
        f"CREATE TRIGGER audit_{table}_no_truncate BEFORE TRUNCATE ON audit_{table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_{table}_is_final()"
        for table in ("event", "seal")
    ),
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_event_unsent ON audit_event",
    "DROP FUNCTION audit_event_is_unsent()",
    *(f"DROP TRIGGER audit_{table}_no_truncate ON audit_{table}" for table in ("event", "seal")),
]


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_seals")]

    operations = [
        migrations.CreateModel(
            name="EventStream",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=64, unique=True)),
                ("shown", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField()),
                ("sent", models.PositiveBigIntegerField(default=0)),
                ("last_sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("failing_since", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="UnsentEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream_id", models.BigIntegerField()),
                ("event_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("stream_id", "event_id"), name="audit_unsent_once"),
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
