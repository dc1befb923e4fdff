"""Stores what checks read of a draft together with their findings. Rows without that are computed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="instantfindings",
            name="marks",
            field=models.JSONField(default=dict),
        ),
    ]
