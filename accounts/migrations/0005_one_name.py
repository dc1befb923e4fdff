"""Makes the keys of names unique, except for the marked duplicates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_fill_name_columns"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="accounts_application_name_once",
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None), ("removed_at", None)),
                fields=("organisation", "name_folded"),
                name="accounts_application_name_folded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None), ("removed_at", None)),
                fields=("organisation", "name_look"),
                name="accounts_application_name_look_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None)),
                fields=("name_folded",),
                name="accounts_org_name_folded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_clashes", None)), fields=("name_look",), name="accounts_org_name_look_once"
            ),
        ),
    ]
