"""Stores the origin of waivers, so that they follow renamed metrics. Existing waivers don't follow renames."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

_UNSAID = "(given before reasons were asked for)"


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    waivers = apps.get_model("validation", "Waiver").objects
    waivers.filter(origin="").update(origin=F("fingerprint"))
    waivers.filter(reason="").update(reason=_UNSAID)


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0003_live_checks"),
    ]

    operations = [
        migrations.AddField(model_name="finding", name="place", field=models.TextField(blank=True, default="")),
        migrations.AddField(model_name="finding", name="value", field=models.TextField(blank=True, default="")),
        migrations.AddField(
            model_name="waiver",
            name="origin",
            field=models.CharField(max_length=16, default=""),
            preserve_default=False,
        ),
        migrations.AddField(model_name="waiver", name="place", field=models.TextField(blank=True, default="")),
        migrations.AddField(model_name="waiver", name="value", field=models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
