"""Adds the key columns of names. They are nullable, so that SQLite keeps its triggers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_guard_vendor_id")]
    operations = [
        migrations.AddField("organisation", "name_folded", models.CharField(max_length=64, null=True, editable=False)),
        migrations.AddField("organisation", "name_look", models.CharField(max_length=64, null=True, editable=False)),
        migrations.AddField("organisation", "name_clashes", models.BooleanField(null=True, editable=False)),
        migrations.AddField("application", "name_folded", models.CharField(max_length=64, null=True, editable=False)),
        migrations.AddField("application", "name_look", models.CharField(max_length=64, null=True, editable=False)),
        migrations.AddField("application", "name_clashes", models.BooleanField(null=True, editable=False)),
    ]
