"""Removes the index that jobs_job_fair_order of migration 0008 replaced. No release needs it."""

from django.db import migrations

from common.concurrent_indexes import RemoveIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("jobs", "0008_index_of_fair_order"),
    ]

    operations = [
        RemoveIndexWithoutLock(model_name="job", name="jobs_job_turn"),
    ]
