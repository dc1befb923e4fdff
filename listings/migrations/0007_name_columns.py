"""Adds the key columns of names, as for organisations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0006_amendment")]
    operations = [
        migrations.AddField("listing", "name_folded", models.CharField(max_length=64, null=True, editable=False)),
        migrations.AddField("listing", "name_look", models.CharField(max_length=64, null=True, editable=False)),
        migrations.AddField("listing", "name_clashes", models.BooleanField(null=True, editable=False)),
    ]
