"""Computes the keys of names again, because they now ignore more invisible characters."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.migrations._name_keys import refill


def forwards(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    refill(apps.get_model("accounts", "Organisation").objects.all())
    refill(apps.get_model("accounts", "Application").objects.all(), "organisation_id")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_one_name")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
