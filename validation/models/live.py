"""Findings of the current checks in live listings. Only staff see them, and they have no effect."""

from django.db import models
from django.db.models import Q

from listings.models import Listing, Submission
from validation.models.runs import SEVERITIES, FindingColumns


class CheckCatalogue(models.Model):
    """A version of the checks with their codes, recorded when they first run.

    details is {code: {"severity", "texts"}}, the severity in a submission and a digest of the English texts; it is
    empty in rows of portals that didn't store it yet. completed_at is when all live listings had been checked with this
    version or given up; null before that.
    """

    version = models.CharField(max_length=40, primary_key=True)
    codes = models.JSONField(default=list)
    details = models.JSONField(default=dict, db_default={})
    noted_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("-noted_at",), name="validation_catalogue_latest"),)

    def __str__(self) -> str:
        return self.version


class LiveCheck(models.Model):
    """The last check of a live listing, with its submission and the version of the checks.

    packages is the digest of the list of Agent packages that was used (`AgentPackages`), "" if there was none.
    unchecked lists the checks that could not be finished (`validation.stored_findings`).
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="live_check")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    catalogue_version = models.CharField(max_length=40)
    packages = models.CharField(max_length=64, blank=True, default="")
    skipped = models.JSONField(default=list)
    unchecked = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("catalogue_version", "at"), name="validation_live_by_version"),
            models.Index(fields=("listing",), name="validation_live_unfinished", condition=~models.Q(unchecked=[])),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} by {self.catalogue_version}"


class LiveFinding(FindingColumns):
    """A finding in a live listing.

    was_in_previous_release means that the previous release had the same blocker. is_new means that the previous version
    of the checks did not find this blocker.
    """

    check_of = models.ForeignKey(LiveCheck, on_delete=models.CASCADE, related_name="findings")
    was_in_previous_release = models.BooleanField(default=False)
    is_new = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="validation_livefinding_severity"),
        )
        indexes = (models.Index(fields=("code", "check_of"), name="validation_live_by_code"),)
