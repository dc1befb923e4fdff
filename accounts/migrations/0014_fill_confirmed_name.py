"""Confirmed organisations keep the vendor name that they have."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def forwards(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("accounts", "Organisation").objects
    rows.filter(vendor_confirmed_at__isnull=False, confirmed_name=None).update(confirmed_name=F("name"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_vendor_alias")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
