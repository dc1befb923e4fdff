from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MaintenanceSwitch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(id=1), name="common_maintenanceswitch_one"),
                    models.CheckConstraint(
                        condition=Q(starts_at__isnull=True, until__isnull=True) | Q(starts_at__lt=F("until")),
                        name="common_maintenanceswitch_times",
                    ),
                ],
            },
        ),
    ]
