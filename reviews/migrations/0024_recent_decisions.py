"""Adds the index for the decision times of teams."""

from django.db import migrations, models

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reviews", "0023_queue_filters")]

    operations = [
        AddIndexWithoutLock(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("carried_from", None), ("retracts", None)),
                fields=["at"],
                name="reviews_decision_recent",
            ),
        )
    ]
