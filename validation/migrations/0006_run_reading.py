"""Stores a digest of everything that a run has read, including fields that a folder cannot contain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0005_waiver_reason"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="reading",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
