"""What the present checks say of what is live: for staff alone, nothing follows from it."""

from django.db import models
from django.db.models import Q

from listings.models import Listing, Submission
from validation.models.runs import SEVERITIES, SaidFinding


class Catalogue(models.Model):
    """The checks at one version, noted when they first speak here: which rules there are.

    settled_at: when every live listing had been checked by it, or given up; null while that goes on.
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
    """What the checks of one catalogue say of the same content whatever the context: a cache that may be dropped.

    reading names everything that they can read of a listing (`validation.kept`). codes are those of the checks,
    findings what they said: JSON as text, because PostgreSQL's own JSON does not take every sign. reads is
    {code: places} of those that found something.
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
    """The last check of what is live of a listing. submission is what was read, catalogue_version who read it.

    packages is the digest of the list of what the Agent brings that was asked (`AgentPackages`), "" without one.
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
    """What a check says of something live.

    is_old: the release before had the same blocker. is_new: it is a blocker that the catalogue before did not find.
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
