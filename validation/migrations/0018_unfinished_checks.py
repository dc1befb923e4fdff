"""Adds indexes of the few checks that were not finished, and of runs that a later one may have replaced."""

from django.db import migrations, models

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("listings", "0033_indexes_of_lists"),
        ("validation", "0017_shown_blockers"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="instantfindings",
            index=models.Index(
                condition=models.Q(("unchecked", []), _negated=True),
                fields=["revision"],
                name="validation_instant_unfinished",
            ),
        ),
        AddIndexWithoutLock(
            model_name="livecheck",
            index=models.Index(
                condition=models.Q(("unchecked", []), _negated=True),
                fields=["listing"],
                name="validation_live_unfinished",
            ),
        ),
        AddIndexWithoutLock(
            model_name="run",
            index=models.Index(
                condition=models.Q(("state__in", ("incomplete", "failed"))),
                fields=["revision"],
                name="validation_run_unfinished",
            ),
        ),
        AddIndexWithoutLock(
            model_name="run",
            index=models.Index(
                condition=models.Q(
                    models.Q(("state", "passed"), _negated=True), ("submission__isnull", True), _connector="OR"
                ),
                fields=["created_at"],
                name="validation_run_replaceable",
            ),
        ),
    ]
