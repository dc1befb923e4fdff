"""What was read when the findings of a draft were kept; rows without marks are found anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="instantfindings",
            name="marks",
            field=models.JSONField(default=dict),
        ),
    ]
