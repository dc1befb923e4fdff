"""Changes the labels of run states, so that pages and badges use the same words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0013_drop_snapshots"),
    ]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting to run"),
                    ("running", "Running"),
                    ("passed", "Passed"),
                    ("blocked", "Blockers found"),
                    ("failed", "Failed on our side"),
                    ("incomplete", "Incomplete on our side"),
                    ("superseded", "Replaced by a newer run"),
                ],
                default="queued",
                max_length=12,
            ),
        ),
    ]
