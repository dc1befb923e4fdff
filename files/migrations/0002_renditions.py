from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AddField(model_name="blob", name="renditions", field=models.JSONField(default=dict)),
        migrations.AddField(
            model_name="blob", name="renditions_version", field=models.PositiveSmallIntegerField(default=0)
        ),
    ]
