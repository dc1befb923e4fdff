"""Adds an index for the whole order of waiting jobs."""

from django.db import migrations, models
from django.db.models import Q

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("jobs", "0007_kinds_of_workers"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="job",
            index=models.Index(
                fields=["priority", "turn", "run_at", "id"],
                name="jobs_job_fair_order",
                condition=Q(state="queued"),
            ),
        ),
    ]
