"""Stores for which organisation a job works, its turn, and the message with which it was claimed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0004_retention_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="message",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="job",
            name="organisation",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="job",
            name="turn",
            field=models.BigIntegerField(null=True),
        ),
    ]
