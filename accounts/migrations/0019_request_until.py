"""Gives vendor aliases an end date, as all requests have one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0018_alias_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="vendoralias",
            name="until",
            field=models.DateTimeField(null=True),
        ),
    ]
