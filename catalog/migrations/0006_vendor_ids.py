"""Stores the vendor ID of a tile, so that tiles of other vendors can be selected. Tiles get it when they are written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_listed_tiles"),
    ]

    operations = [
        migrations.AddField(
            model_name="tile",
            name="vendor_id",
            field=models.CharField(max_length=300, null=True),
        ),
    ]
