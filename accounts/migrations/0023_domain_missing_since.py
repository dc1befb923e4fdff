from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0022_required_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="signindomain",
            name="missing_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
