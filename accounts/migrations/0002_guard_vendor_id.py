"""Adds a trigger that refuses to change a confirmed vendor ID."""

from django.db import migrations

from accounts.migrations._vendor_guard import backwards, forwards


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
