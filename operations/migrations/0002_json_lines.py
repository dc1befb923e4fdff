"""Changes the label of a format: it is written JSON Lines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_audit_export"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditexport",
            name="format",
            field=models.CharField(choices=[("csv", "CSV"), ("jsonl", "JSON Lines")], max_length=8),
        ),
    ]
