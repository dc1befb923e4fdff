"""Exports of the audit log."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import LongRunningState, Refusable, state_constraints


class ExportFormat(models.TextChoices):
    CSV = "csv", _("CSV")
    JSON_LINES = "jsonl", _("JSON Lines")


class AuditExport(Refusable):
    """A file with the events that a filter selects, for the person who requested it. Deleted after EXPORT_DAYS.

    organisation is that of an owner's page, None for all events. filters are the parameters of the page's address.
    rows is the number of events in the file.
    """

    job_kind = "export-audit"
    payload_key = "export"
    organisation = models.UUIDField(null=True)
    filters = models.JSONField(default=dict)
    format = models.CharField(max_length=8, choices=ExportFormat)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *state_constraints("operations_auditexport", LongRunningState),
            models.CheckConstraint(
                condition=models.Q(format__in=ExportFormat.values), name="operations_auditexport_format_known"
            ),
        ]
        indexes = (
            models.Index(fields=("created_at",), name="operations_export_by_time"),
            models.Index(fields=("requested_by", "created_at"), name="operations_export_by_person"),
        )

    @property
    def storage_name(self) -> str:
        """The name of the file in the storage."""
        return f"audit-exports/{self.pk.hex[-2:]}/{self.pk}.{self.format}"
