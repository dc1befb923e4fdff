"""Gives go-to-market requests a history, and a state for those that the partner withdrew."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

_STATES = ["requested", "accepted", "in_progress", "done", "declined", "withdrawn"]
_CHOICES = [
    ("requested", "Requested"),
    ("accepted", "Accepted"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]
_BY = models.UUIDField(null=True, db_column="answered_by")
_AT = models.DateTimeField(null=True, db_column="answered_at")

_VERBS = {"accepted": "accept", "in_progress": "start", "done": "finish", "declined": "decline"}


def add_decisions(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Begin the history of each decided request with its last decision."""
    requests = apps.get_model("releases", "GtmRequest").objects
    for request in requests.filter(state__in=_VERBS, history=[]):
        by = str(request.decided_by) if request.decided_by else None
        entry = {"verb": _VERBS[request.state], "by": by, "at": request.decided_at.isoformat(), "text": request.answer}
        requests.filter(pk=request.pk).update(history=[entry])


class Migration(migrations.Migration):
    dependencies = [("releases", "0003_release_confirmation")]

    operations = [
        migrations.SeparateDatabaseAndState(  # the columns keep their names
            state_operations=[
                migrations.RemoveConstraint("gtmrequest", "sandboxes_gtm_answered_paired"),
                migrations.AlterField("gtmrequest", "answered_by", _BY),
                migrations.AlterField("gtmrequest", "answered_at", _AT),
                migrations.RenameField("gtmrequest", "answered_by", "decided_by"),
                migrations.RenameField("gtmrequest", "answered_at", "decided_at"),
                migrations.AddConstraint(
                    "gtmrequest",
                    models.CheckConstraint(
                        condition=Q(state="requested") ^ Q(decided_at__isnull=False),
                        name="sandboxes_gtm_answered_paired",
                    ),
                ),
            ]
        ),
        migrations.AddField("gtmrequest", "history", models.JSONField(db_default=[], default=list)),
        migrations.AlterField(
            "gtmrequest", "state", models.CharField(choices=_CHOICES, default="requested", max_length=12)
        ),
        migrations.RemoveConstraint("gtmrequest", "sandboxes_gtm_state"),
        migrations.AddConstraint(
            "gtmrequest",
            models.CheckConstraint(condition=Q(state__in=_STATES), name="sandboxes_gtm_state"),
        ),
        migrations.RunPython(add_decisions, migrations.RunPython.noop),
    ]
