from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0003_no_collection_pause")]

    operations = [
        migrations.AddField(
            model_name="blob",
            name="erased_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
