"""Gives go-to-market requests an end date, as all requests have one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0004_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="gtmrequest",
            name="until",
            field=models.DateTimeField(null=True),
        ),
    ]
