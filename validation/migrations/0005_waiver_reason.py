"""Requires a reason for each waiver, and adds indexes for queries about waivers and findings."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0004_waiver_origin"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(condition=~Q(reason=""), name="validation_waiver_reasoned"),
        ),
        migrations.AddIndex(model_name="waiver", index=models.Index(fields=["code"], name="validation_waiver_by_code")),
        migrations.AddIndex(
            model_name="finding", index=models.Index(fields=["fingerprint"], name="validation_finding_by_print")
        ),
    ]
