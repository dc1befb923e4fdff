import django.db.models.deletion
from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0005_service_check_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(max_length=20)),
                ("title", models.JSONField()),
                ("n", models.PositiveIntegerField(default=1)),
                ("marks", models.JSONField(default=list)),
                ("versions", models.JSONField(default=dict)),
                ("base", models.JSONField(default=dict)),
                ("carried", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("undone_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="amendments",
                        to="listings.revision",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["revision", "version"], name="listings_amendment_by_version")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("undone_at__isnull", False), ("undone_by__isnull", True), _connector="OR"),
                        name="listings_amendment_undone_paired",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="sectionversion",
            name="amendment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="entries",
                to="listings.amendment",
            ),
        ),
    ]
