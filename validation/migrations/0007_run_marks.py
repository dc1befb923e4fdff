"""Stores what deep checks read of a draft, so that their findings stay valid until that changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0006_run_reading"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="marks",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="keptfindings",
            name="reads",
            field=models.JSONField(default=dict),
        ),
    ]
