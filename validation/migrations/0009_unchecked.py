"""Adds a state for incomplete runs, and records of checks that could not be finished."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0006_amendment"),
        ("validation", "0008_agent_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("catalogue_version", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=10)),
                ("fault", models.CharField(max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("noted_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="run",
            name="validation_run_state",
        ),
        migrations.AddField(
            model_name="instantfindings",
            name="unchecked",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="livecheck",
            name="unchecked",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="run",
            name="unchecked",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="run",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "waiting"),
                    ("running", "running"),
                    ("passed", "passed"),
                    ("blocked", "blocked"),
                    ("failed", "failed on our side"),
                    ("incomplete", "not complete"),
                    ("superseded", "superseded"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "running", "passed", "blocked", "failed", "incomplete", "superseded"])
                ),
                name="validation_run_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkfailure",
            constraint=models.UniqueConstraint(
                fields=("code", "catalogue_version"), name="validation_checkfailure_once"
            ),
        ),
    ]
