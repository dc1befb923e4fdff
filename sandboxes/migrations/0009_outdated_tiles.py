"""Adds an index of the few outdated tiles."""

from django.db import migrations, models
from django.db.models import Q

from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("sandboxes", "0008_request_until"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="tileactivation",
            index=models.Index(
                fields=["listing"], condition=Q(deactivated_at=None, is_outdated=True), name="sandboxes_activation_old"
            ),
        ),
    ]
