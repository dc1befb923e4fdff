"""Dry runs: what the checks would find in a draft after a change."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7
from listings.models import Revision


class DryRunState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed on our side")


OPEN_DRY_RUNS = (DryRunState.QUEUED, DryRunState.RUNNING)


class DryRun(models.Model):
    """A dry run: a folder or section values, with which a draft is checked. Deleted after a day.

    sha256, files, folder, refusal and refusal_code work as in Import. For section values, sha256 is "" and sections is
    {key: {field: value}}. result contains the digest of the content, findings in the format of
    `validation.stored_findings`, grandfathered fingerprints, unfinished checks, missing fields, reasons against
    submitting (code and text) and changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    folder = models.CharField(max_length=200, blank=True)
    sections = models.JSONField(default=dict)
    requested_by = models.UUIDField()
    state = models.CharField(max_length=12, choices=DryRunState, default=DryRunState.QUEUED)
    progress = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    refusal_code = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DryRunState.values), name="validation_dryrun_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_DRY_RUNS, finished_at__isnull=True)
                | (~Q(state__in=OPEN_DRY_RUNS) & Q(finished_at__isnull=False)),
                name="validation_dryrun_finished_paired",
            ),
        )
        indexes = (models.Index(fields=("created_at",), name="validation_dryrun_by_time"),)

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_DRY_RUNS
