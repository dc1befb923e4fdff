"""Adds the index with which old notices are removed and counted."""

from django.db import migrations, models

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notices", "0003_digests_and_mutes")]

    operations = [
        AddIndexWithoutLock(
            model_name="notice", index=models.Index(fields=["created_at"], name="notices_notice_by_age")
        ),
    ]
