"""Adds the indexes of the audit pages. It adds no column and rebuilds no table, so the triggers of 0002 stay.

On PostgreSQL the indexes are created while events are recorded. On SQLite, a write waits until an index is complete.
"""

import django.db.models.functions
from django.db import migrations, models

import audit.models
from common.concurrent_indexes import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0005_event_address")]

    operations = [
        *(
            AddIndexWithoutLock(
                model_name="event",
                index=models.Index(
                    audit.models.ObjectId("object_ids", noun=noun),
                    models.F("at"),
                    models.F("id"),
                    name=f"audit_event_about_{noun}",
                ),
            )
            for noun in ("organisation", "person")
        ),
        AddIndexWithoutLock(
            model_name="event", index=models.Index(fields=["actor_id", "at", "id"], name="audit_event_by_actor")
        ),
        AddIndexWithoutLock(
            model_name="event",
            index=models.Index(
                django.db.models.functions.Lower("verb"),
                models.F("at"),
                models.F("id"),
                name="audit_event_by_verb",
            ),
        ),
    ]
