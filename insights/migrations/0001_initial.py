"""Creates the tables of the roll-up."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("listings", "0031_step_assignments"),
    ]

    operations = [
        migrations.CreateModel(
            name="InsightMonth",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("is_stale", models.BooleanField()),
                ("rows", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="MonthCounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                (
                    "team",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[("integrations", "Integrations"), ("marketplace", "Marketplace")], max_length=20
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=30)),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("month", "team", "route", "kind"), name="insights_monthcounts_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RollUp",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("last_event", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="insights_rollup_one")],
            },
        ),
        migrations.CreateModel(
            name="RevisionCounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                (
                    "team",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("engineering", "Engineering"),
                            ("product_design", "Product design"),
                            ("documentation", "Documentation"),
                            ("ecosystems", "Ecosystems"),
                            ("commercial", "Commercial"),
                            ("security_content", "Security content"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[("integrations", "Integrations"), ("marketplace", "Marketplace")], max_length=20
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=30)),
                ("counts", models.JSONField(default=dict)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listings.revision"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="insights_by_month")],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "month", "team"), name="insights_revisioncounts_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "team__in",
                                [
                                    "",
                                    "engineering",
                                    "product_design",
                                    "documentation",
                                    "ecosystems",
                                    "commercial",
                                    "security_content",
                                ],
                            )
                        ),
                        name="insights_revisioncounts_team",
                    ),
                ],
            },
        ),
    ]
