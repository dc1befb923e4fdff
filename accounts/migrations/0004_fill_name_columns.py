"""Fills the key columns of names. Existing duplicates stay, and are marked for admins. Reversing it does nothing."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.migrations._name_keys import fill


def forwards(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    fill(apps.get_model("accounts", "Organisation").objects.all())
    fill(apps.get_model("accounts", "Application").objects.all(), "organisation_id")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_name_columns")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
