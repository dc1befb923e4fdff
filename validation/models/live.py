"""Findings of the current checks in live listings: only for staff, without consequences."""

from django.db import models
from django.db.models import Q

from listings.models import Listing, Submission
from validation.models.runs import SEVERITIES, SaidFinding


class Catalogue(models.Model):
    """One version of the checks with their codes, recorded when they first run.

    settled_at is when all live listings were checked with this version or given up; null before that.
    """

    version = models.CharField(max_length=40, primary_key=True)
    codes = models.JSONField(default=list)
    noted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("-noted_at",), name="validation_catalogue_latest"),)

    def __str__(self) -> str:
        return self.version


class KeptFindings(models.Model):
    """Findings that depend only on the content, for one version of the checks: a cache that may be deleted.

    reading is the digest of everything that checks can read of a listing (`validation.kept`). codes are those of the
    checks; findings is JSON as text, because PostgreSQL's JSON cannot store every character. reads is {code: places}
    of the checks that found something.
    """

    reading = models.CharField(max_length=64)
    catalogue_version = models.CharField(max_length=40)
    codes = models.JSONField(default=list)
    findings = models.TextField()
    reads = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("reading", "catalogue_version"), name="validation_keptfindings_once"),
        )
        indexes = (models.Index(fields=("at",), name="validation_kept_by_age"),)

    def __str__(self) -> str:
        return f"{self.reading} by {self.catalogue_version}"


class LiveCheck(models.Model):
    """The last check of a live listing: the submission that was checked, and the version of the checks.

    packages is the digest of the list of Agent packages that was used (`AgentPackages`), "" without one.
    unchecked lists the checks that could not be finished (`validation.stored`).
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="live_check")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    catalogue_version = models.CharField(max_length=40)
    packages = models.CharField(max_length=64, blank=True, default="")
    skipped = models.JSONField(default=list)
    unchecked = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("catalogue_version", "at"), name="validation_live_by_version"),)

    def __str__(self) -> str:
        return f"{self.listing_id} by {self.catalogue_version}"


class LiveFinding(SaidFinding):
    """A finding in a live listing.

    is_old: the previous release had the same blocker. is_new: a blocker that the previous version of the checks did not
    find.
    """

    check_of = models.ForeignKey(LiveCheck, on_delete=models.CASCADE, related_name="findings")
    is_old = models.BooleanField(default=False)
    is_new = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="validation_livefinding_severity"),
        )
        indexes = (models.Index(fields=("code", "check_of"), name="validation_live_by_code"),)
