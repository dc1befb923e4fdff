"""Creates the tables of disputes and of changes of checks, and columns for tidy waivers and dated modes."""

import django.db.models.deletion
from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0031_step_assignments"),
        ("validation", "0015_waiver_request"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkcatalogue",
            name="details",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="checkrollout",
            name="enforced_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="checkrollout",
            name="softened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="waiver",
            name="source",
            field=models.CharField(
                choices=[("staff", "Accepted by our staff"), ("dispute", "Upheld dispute")],
                db_default="staff",
                default="staff",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="waiver",
            name="unneeded_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="CheckChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "New check"),
                            ("removed", "Check removed"),
                            ("severity", "Severity changed"),
                            ("texts", "Texts changed"),
                            ("mode", "Mode changed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=10)),
                ("after", models.CharField(blank=True, max_length=10)),
                ("starts_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="validation_change_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["added", "removed", "severity", "texts", "mode"])),
                        name="validation_change_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingDispute",
            fields=[
                ("id", models.UUIDField(default=common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("history", models.JSONField(db_default=[], default=list)),
                ("code", models.CharField(max_length=20)),
                ("severity", models.CharField(max_length=10)),
                ("path", models.CharField(blank=True, max_length=500)),
                ("file", models.CharField(blank=True, max_length=500)),
                ("line", models.PositiveIntegerField(null=True)),
                ("column", models.PositiveIntegerField(null=True)),
                ("pointer", models.CharField(blank=True, max_length=500)),
                ("message", models.TextField()),
                ("parameters", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=16)),
                ("cause", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("expected", models.TextField(blank=True)),
                ("excerpt", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("is_internal", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for an answer"),
                            ("upheld", "The check was wrong"),
                            ("declined", "The finding is right"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finding_disputes",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["code", "requested_at"], name="validation_dispute_by_code"),
                    models.Index(fields=["cause", "state"], name="validation_dispute_by_cause"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("listing", "fingerprint", "is_internal"),
                        name="validation_dispute_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "upheld", "declined", "withdrawn"])),
                        name="validation_dispute_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="validation_dispute_decided_paired",
                    ),
                ],
            },
        ),
    ]
