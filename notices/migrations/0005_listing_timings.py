"""Adds the timing of e-mails about a listing. The e-mails about listings that people muted stay off."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_notices_by_age")]

    operations = [
        migrations.SeparateDatabaseAndState(  # the table keeps its name
            state_operations=[
                migrations.RenameModel(old_name="MutedListing", new_name="ListingTiming"),
                migrations.AlterModelTable(name="listingtiming", table="notices_mutedlisting"),
            ]
        ),
        migrations.AddField(
            model_name="listingtiming",
            name="timing",
            field=models.CharField(
                choices=[("immediate", "Immediately"), ("daily", "Daily digest"), ("off", "Off")],
                db_default="off",
                max_length=16,
            ),
        ),
    ]
