from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0026_indexes_of_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
    ]
