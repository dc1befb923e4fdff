"""Uses the British spelling in the label of an offering type."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0019_plain_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listing",
            name="offering_type",
            field=models.CharField(
                choices=[
                    ("integration", "Integration"),
                    ("software_license", "Software licence"),
                    ("professional_service", "Professional service"),
                    ("ui_extension", "UI extension"),
                ],
                max_length=30,
            ),
        ),
    ]
