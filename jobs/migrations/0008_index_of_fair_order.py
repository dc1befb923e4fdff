"""Extends the index for the job whose turn it is to the whole order."""

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
        migrations.RemoveIndex(model_name="job", name="jobs_job_turn"),
    ]
