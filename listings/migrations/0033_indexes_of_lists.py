"""Adds indexes for the newest listings, for live tiles by name and, on PostgreSQL, for parts of names.

If the migration is interrupted, PostgreSQL keeps an invalid index: drop it, then migrate again.
"""

from django.db import migrations, models

from common.concurrent_indexes import AddIndexWithoutLock
from listings.migrations._name_parts import add_without_lock, remove


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("listings", "0032_suggested_by"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="listing", index=models.Index(fields=["-created_at", "-id"], name="listings_by_age")
        ),
        AddIndexWithoutLock(
            model_name="listing",
            index=models.Index(
                fields=["name", "id"], name="listings_live_by_name", condition=models.Q(live_release__isnull=False)
            ),
        ),
        migrations.RunPython(add_without_lock, remove),
    ]
