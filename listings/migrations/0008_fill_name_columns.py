"""Fills the key columns of names. Existing duplicates stay, and are marked for admins. Reversing it does nothing."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.migrations._name_keys import fill


def forwards(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    fill(apps.get_model("listings", "Listing").objects.all(), "organisation_id")


class Migration(migrations.Migration):
    dependencies = [("listings", "0007_name_columns"), ("accounts", "0004_fill_name_columns")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
