"""Gives vendor aliases a history, and a state for requests that the partner withdrew."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

_CHOICES = [
    ("requested", "Requested"),
    ("confirmed", "Confirmed"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]

_VERBS = {"confirmed": "confirm", "declined": "decline"}


def add_decisions(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Begin the history of each decided request with its last decision."""
    requests = apps.get_model("accounts", "VendorAlias").objects
    for request in requests.filter(state__in=_VERBS, history=[]):
        by = str(request.decided_by) if request.decided_by else None
        entry = {
            "verb": _VERBS[request.state],
            "by": by,
            "at": request.decided_at.isoformat(),
            "text": "" if request.state == "confirmed" else request.answer,
        }
        requests.filter(pk=request.pk).update(history=[entry])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_publisher_events")]

    operations = [
        migrations.SeparateDatabaseAndState(  # the column keeps its name
            state_operations=[
                migrations.AlterField("vendoralias", "note", models.TextField(blank=True, db_column="note")),
                migrations.RenameField("vendoralias", "note", "answer"),
            ]
        ),
        migrations.AddField("vendoralias", "history", models.JSONField(db_default=[], default=list)),
        migrations.AlterField(
            "vendoralias", "state", models.CharField(choices=_CHOICES, default="requested", max_length=16)
        ),
        migrations.RemoveConstraint("vendoralias", "accounts_alias_state_known"),
        migrations.AddConstraint(
            "vendoralias",
            models.CheckConstraint(
                condition=Q(state__in=[value for value, _ in _CHOICES]), name="accounts_alias_state_known"
            ),
        ),
        migrations.RunPython(add_decisions, migrations.RunPython.noop),
    ]
