"""Gives sandbox requests an end date, as all requests have one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sandboxes", "0007_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="sandboxrequest",
            name="until",
            field=models.DateTimeField(null=True),
        ),
    ]
