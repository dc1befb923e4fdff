"""Adds checks of live listings, and findings that depend only on the content."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0005_service_check_name"),
        ("validation", "0002_marks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                ("version", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("codes", models.JSONField(default=list)),
                ("noted_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=("-noted_at",), name="validation_catalogue_latest")]},
        ),
        migrations.CreateModel(
            name="KeptFindings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reading", models.CharField(max_length=64)),
                ("catalogue_version", models.CharField(max_length=40)),
                ("codes", models.JSONField(default=list)),
                ("findings", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=("at",), name="validation_kept_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reading", "catalogue_version"), name="validation_keptfindings_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LiveCheck",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="live_check",
                        serialize=False,
                        to="listings.listing",
                    ),
                ),
                ("catalogue_version", models.CharField(max_length=40)),
                ("skipped", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.submission"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=("catalogue_version", "at"), name="validation_live_by_version")]},
        ),
        migrations.CreateModel(
            name="LiveFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("is_old", models.BooleanField(default=False)),
                ("is_new", models.BooleanField(default=False)),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="validation.livecheck"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=("code", "check_of"), name="validation_live_by_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(severity__in=["blocker", "warning", "advice"]),
                        name="validation_livefinding_severity",
                    )
                ],
            },
        ),
    ]
