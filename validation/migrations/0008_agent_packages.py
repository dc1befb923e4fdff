"""Adds lists of the Agent's packages, and stores which list a check of a live listing used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0007_run_marks"),
    ]

    operations = [
        migrations.AddField(
            model_name="livecheck",
            name="packages",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.CreateModel(
            name="AgentPackages",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agent_version", models.CharField(max_length=40)),
                ("packages", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="validation_packages_latest")],
            },
        ),
    ]
