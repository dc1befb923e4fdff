"""Fills the keys of organisations that an earlier version of the demo created without keys."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.migrations._name_keys import refill


def forwards(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    organisations = apps.get_model("accounts", "Organisation").objects.all()
    if organisations.filter(name_folded=None).exists():
        refill(organisations)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_application_key_label")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
