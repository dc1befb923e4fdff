from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0027_claim_ends"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="held_for",
            field=models.DurationField(null=True),
        ),
    ]
