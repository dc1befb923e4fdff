"""Creates the table of appeals, with those that partners wrote as replies to the comment of a rejection."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import common.ids


def add_waiting_appeals(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add an appeal for each rejected revision whose partner wrote last in the thread with the rejection."""
    appeals, comments = apps.get_model("reviews", "Appeal").objects, apps.get_model("reviews", "Comment").objects
    threads = apps.get_model("reviews", "Thread").objects.exclude(state="resolved").exclude(rejection="")
    for thread in threads.filter(revision__state="rejected").order_by("opened_at", "pk").iterator():
        last = comments.filter(thread=thread).order_by("-at", "-pk").first()
        if last and last.is_partner and not appeals.filter(revision=thread.revision_id).exists():
            by = last.by_id or last.by_application_id
            appeals.create(revision_id=thread.revision_id, reason=last.body, requested_by=by, requested_at=last.at)


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0025_hold_note"),
        ("reviews", "0011_days_left"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for a decision"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appeals", to="listings.revision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")), fields=("revision",), name="reviews_appeal_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "granted", "declined", "withdrawn"])),
                        name="reviews_appeal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="reviews_appeal_decided_paired",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_waiting_appeals, migrations.RunPython.noop),
    ]
