"""Renames a model. Its content stays the same."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0005_rejection_names"),
    ]

    operations = [
        migrations.RenameModel(old_name="Seen", new_name="ViewedSubmission"),
    ]
