from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def set_suspended_at(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Copy the times of suspensions from the audit log."""
    suspensions = apps.get_model("audit", "Event").objects.filter(verb="sandbox.suspend").order_by("-at")
    for org in apps.get_model("sandboxes", "SandboxOrg").objects.filter(state="suspended"):
        event = suspensions.filter(object_ids__org=str(org.pk)).first()
        org.suspended_at = event.at if event else None
        org.save(update_fields=["suspended_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("sandboxes", "0005_move_to_releases"),
        ("audit", "0001_events"),
    ]

    operations = [
        migrations.AddField(model_name="sandboxorg", name="suspended_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(set_suspended_at, migrations.RunPython.noop),
    ]
