"""Stores which kinds of job a worker runs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0006_turns_of_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="heartbeat",
            name="kinds",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
