"""Renames models and fields. Their content stays the same."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0011_mode_labels"),
    ]

    operations = [
        migrations.RenameModel(old_name="RuleRollout", new_name="CheckRollout"),
        migrations.RenameModel(old_name="Finding", new_name="RunFinding"),
        migrations.RenameModel(old_name="Catalogue", new_name="CheckCatalogue"),
        migrations.RenameField(model_name="checkcatalogue", old_name="settled_at", new_name="completed_at"),
        migrations.RenameField(model_name="livefinding", old_name="is_old", new_name="was_in_previous_release"),
    ]
