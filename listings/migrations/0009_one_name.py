"""Makes the keys of listing names unique in an organisation, except for the marked duplicates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_one_name"),
        ("listings", "0008_fill_name_columns"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="listing",
            name="listings_listing_one_name",
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None)),
                fields=("organisation", "name_folded"),
                name="listings_listing_name_folded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None)),
                fields=("organisation", "name_look"),
                name="listings_listing_name_look_once",
            ),
        ),
    ]
