"""Exports of the audit log, views of pages as another person, and erasures of leaked secrets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encrypted_columns import encrypted_columns
from common.ids import uuid7
from jobs.models import LongRunningState, Refusable, state_constraints

LEAKED_SECRETS = encrypted_columns("operations.SecretErasure", "sealed", purpose="operations.leaked-secret")


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

    @property
    def stored_objects(self) -> dict[str, str]:
        """{name in the storage: ""} of the file, whose digest is not stored; {} before it is complete."""
        return {self.storage_name: ""} if self.state == LongRunningState.DONE else {}


class PersonView(models.Model):
    """A few minutes in which an admin sees the pages of a person, without being able to change anything.

    ended_at is None until the admin, a sign-out or a job ends the view. Neither ID is a foreign key, because the row
    goes with either of the two people.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    admin_id = models.UUIDField()
    person_id = models.UUIDField()
    reason = models.TextField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["admin_id"], condition=models.Q(ended_at=None), name="operations_personview_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("started_at")), name="operations_personview_ends_later"
            ),
            models.CheckConstraint(
                condition=~models.Q(admin_id=models.F("person_id")), name="operations_personview_somebody_else"
            ),
        ]
        indexes = (
            models.Index(fields=["person_id", "started_at"], name="operations_view_by_person"),
            models.Index(fields=["ends_at"], condition=models.Q(ended_at=None), name="operations_view_open"),
        )

    def __str__(self) -> str:
        return f"{self.admin_id} as {self.person_id}"


class SecretErasure(Refusable):
    """A search for a leaked secret, or its erasure. Deleted after ERASURE_DAYS; the audit events stay.

    sealed is the encrypted secret, "" once the job has ended. places are those where it was, as dictionaries of
    `operations.erasure.erasing.SecretPlace`; an attempt that continues an erasure adds to them. A search keeps
    secret_hash, a slow hash as that of a password, because only the secret that was searched for is erased.
    """

    job_kind = "erase-secret"
    payload_key = "erasure"
    erases = models.BooleanField()
    sealed = models.TextField(blank=True)
    secret_hash = models.CharField(max_length=255, blank=True, db_default="")
    reason = models.TextField()
    places = models.JSONField(default=list)

    class Meta:
        constraints = [*state_constraints("operations_secreterasure", LongRunningState)]
        indexes = (models.Index(fields=("created_at",), name="operations_erasure_by_time"),)
