"""What a run read, beside the digest of the content: what no folder carries is read too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0005_waiver_reason"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="reading",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
