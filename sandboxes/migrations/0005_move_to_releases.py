from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sandboxes", "0004_transfer_names"),
        ("releases", "0001_initial"),
    ]

    operations = [
        # The tables stay: releases has the models now.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="GtmRequest"), migrations.DeleteModel(name="Transfer")],
        ),
    ]
