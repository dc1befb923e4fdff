"""Adds the index of open reviews by due date, for the search over all teams. Reviews can be written meanwhile."""

from django.db import migrations, models

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reviews", "0029_withdrawn_approvals")]

    operations = [
        AddIndexWithoutLock(
            model_name="review",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["due_at", "id"], name="reviews_review_by_due"
            ),
        ),
    ]
