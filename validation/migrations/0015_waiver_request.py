"""Creates the table of requests for waivers."""

import django.db.models.deletion
from django.db import migrations, models

import common.ids


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0025_hold_note"),
        ("validation", "0014_run_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaiverRequest",
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
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("ended", "Ended"),
                            ("expired", "Expired"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiver_requests",
                        to="listings.listing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("listing", "fingerprint"),
                        name="validation_request_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "granted", "declined", "withdrawn", "ended", "expired"])
                        ),
                        name="validation_request_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "requested"), ("decided_at__isnull", False), _connector="XOR"),
                        name="validation_request_decided_paired",
                    ),
                ],
            },
        ),
    ]
