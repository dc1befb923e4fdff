"""Gives requests for sandbox orgs a history, and a state for those that the partner withdrew."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

_CHOICES = [
    ("requested", "Requested"),
    ("granted", "Granted"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]

_VERBS = {"granted": "grant", "declined": "decline"}


def add_decisions(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Begin the history of each decided request with its last decision."""
    requests = apps.get_model("sandboxes", "SandboxRequest").objects
    for request in requests.filter(state__in=_VERBS, history=[]):
        by = str(request.decided_by) if request.decided_by else None
        entry = {"verb": _VERBS[request.state], "by": by, "at": request.decided_at.isoformat(), "text": request.answer}
        requests.filter(pk=request.pk).update(history=[entry])


class Migration(migrations.Migration):
    dependencies = [("sandboxes", "0006_suspended_at")]

    operations = [
        migrations.SeparateDatabaseAndState(  # the column keeps its name
            state_operations=[
                migrations.AlterField("sandboxrequest", "reason", models.TextField(blank=True, db_column="reason")),
                migrations.RenameField("sandboxrequest", "reason", "answer"),
            ]
        ),
        migrations.AddField("sandboxrequest", "history", models.JSONField(db_default=[], default=list)),
        migrations.AlterField(
            "sandboxrequest", "state", models.CharField(choices=_CHOICES, default="requested", max_length=10)
        ),
        migrations.RemoveConstraint("sandboxrequest", "sandboxes_request_state"),
        migrations.AddConstraint(
            "sandboxrequest",
            models.CheckConstraint(
                condition=Q(state__in=[value for value, _ in _CHOICES]), name="sandboxes_request_state"
            ),
        ),
        migrations.RunPython(add_decisions, migrations.RunPython.noop),
    ]
