import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_final")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                django.db.models.fields.json.KeyTransform("listing", "object_ids"),
                models.F("at"),
                name="audit_event_by_listing",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                django.db.models.fields.json.KeyTransform("revision", "object_ids"),
                models.F("at"),
                name="audit_event_by_revision",
            ),
        ),
    ]
