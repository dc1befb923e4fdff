"""Dry runs: what the checks would find in a draft after a change."""

from django.db import models

from jobs.models import LongRunningState, Refusable, state_constraints
from listings.models import Revision


class DryRun(Refusable):
    """A dry run: a folder or section values, with which a draft is checked. Deleted after a day.

    sha256, files and folder work as in Import. For section values, sha256 is "" and sections is {key: {field: value}}.
    result contains the digest of the content, findings in the format of `validation.stored_findings`, grandfathered
    fingerprints, unfinished checks, missing fields, reasons against submitting (code and text) and changes. The steps
    are the subjects of the checks.
    """

    job_kind = "dry-run"
    payload_key = "dry_run"
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    folder = models.CharField(max_length=200, blank=True)
    sections = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = state_constraints("validation_dryrun", LongRunningState)
        indexes = (models.Index(fields=("created_at",), name="validation_dryrun_by_time"),)
