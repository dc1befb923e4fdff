from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_about_object")]

    operations = [
        migrations.CreateModel(
            name="EventAddress",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
