"""Renames models and fields. Their content stays the same."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0018_state_names"),
    ]

    operations = [
        migrations.RenameModel(old_name="Stay", new_name="StatePeriod"),
        migrations.AlterField(
            model_name="stateperiod",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="state_periods", to="listings.revision"
            ),
        ),
        migrations.RenameModel(old_name="Amendment", new_name="AppliedFix"),
        migrations.AlterField(
            model_name="appliedfix",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="applied_fixes", to="listings.revision"
            ),
        ),
        migrations.RenameField(model_name="appliedfix", old_name="n", new_name="finding_count"),
        migrations.RenameField(model_name="appliedfix", old_name="marks", new_name="fingerprints"),
        migrations.RenameField(model_name="appliedfix", old_name="left", new_name="unresolved"),
        migrations.RenameField(model_name="sectionversion", old_name="amendment", new_name="applied_fix"),
        migrations.RenameField(model_name="sectionversion", old_name="moves", new_name="renames"),
        migrations.RenameField(model_name="sectionversion", old_name="is_kept", new_name="is_submitted"),
    ]
