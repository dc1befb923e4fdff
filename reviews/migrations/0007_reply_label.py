"""Changes the label of a state: the partner has replied to a thread."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0006_plain_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="thread",
            name="state",
            field=models.CharField(
                choices=[("open", "Open"), ("answered", "Replied"), ("resolved", "Resolved")],
                default="open",
                max_length=10,
            ),
        ),
    ]
