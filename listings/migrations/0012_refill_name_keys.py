"""Computes the keys of names again, because they now ignore more invisible characters."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.migrations._name_keys import refill


def forwards(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    refill(apps.get_model("listings", "Listing").objects.all(), "organisation_id")


class Migration(migrations.Migration):
    dependencies = [("listings", "0011_amendment_left"), ("accounts", "0006_refill_name_keys")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
