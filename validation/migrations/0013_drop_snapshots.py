"""Removes snapshots of what checks read, because instant checks now always run on the whole draft.

Also removes stored findings that depend only on the content.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0012_plain_names"),
    ]

    operations = [
        migrations.DeleteModel(
            name="KeptFindings",
        ),
        migrations.RemoveField(
            model_name="instantfindings",
            name="marks",
        ),
        migrations.RemoveField(
            model_name="run",
            name="marks",
        ),
    ]
