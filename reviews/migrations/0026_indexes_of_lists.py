"""Adds indexes of the submissions that the fast lane would have approved, and of the reviews that a person decided."""

from django.db import migrations, models
from django.db.models import Q

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("reviews", "0025_reopened_threads"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="laneresult",
            index=models.Index(fields=["at", "id"], name="reviews_laneresult_qualified", condition=Q(exclusion="")),
        ),
        AddIndexWithoutLock(
            model_name="decision",
            index=models.Index(
                fields=["by", "review", "id"], name="reviews_decision_by_person", condition=Q(retracts=None)
            ),
        ),
    ]
