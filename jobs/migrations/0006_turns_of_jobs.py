"""Indexes for the job whose turn it is, and for the last turn of an organisation."""

from django.db import migrations, models
from django.db.models import Q

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("jobs", "0005_fair_share"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="job",
            index=models.Index(fields=["priority", "turn"], name="jobs_job_turn", condition=Q(state="queued")),
        ),
        AddIndexWithoutLock(
            model_name="job",
            index=models.Index(
                fields=["organisation", "priority", "turn"],
                name="jobs_job_turn_of_one",
                condition=Q(state="queued"),
            ),
        ),
    ]
