from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0028_held_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="waiting_since",
            field=models.DateTimeField(null=True),
        ),
    ]
