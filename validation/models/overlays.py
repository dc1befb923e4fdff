"""Waivers of findings, and modes of checks."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Listing


class RolloutMode(models.TextChoices):
    """The effect of a check while it is rolled out."""

    OBSERVE = "observe", _("Observe: only staff see the findings")
    WARN = "warn", _("Warn: at most a warning")
    ENFORCE = "enforce", _("Enforce: the check's own severity")


class Waiver(models.Model):
    """A finding of a listing that staff have accepted, until a time or, if until is null, permanently.

    The fingerprint was computed from place and value, which are "" if unknown. If the record is renamed, another row
    with the same origin (the fingerprint that was waived) applies to the new name.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="waivers")
    fingerprint = models.CharField(max_length=16)
    origin = models.CharField(max_length=16)
    place = models.TextField(blank=True, default="")
    value = models.TextField(blank=True, default="")
    code = models.CharField(max_length=20)
    reason = models.TextField()
    by = models.UUIDField()
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "fingerprint"), name="validation_waiver_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="validation_waiver_reasoned"),
        )
        indexes = (models.Index(fields=("code",), name="validation_waiver_by_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.fingerprint} waived"

    def is_over(self, now: datetime) -> bool:
        """Whether the waiver has expired, so that the finding counts again."""
        return self.until is not None and self.until <= now


class CheckRollout(models.Model):
    """The mode of a check. Checks without a row are enforced. by is null if the portal set the mode."""

    code = models.CharField(max_length=20, primary_key=True)
    mode = models.CharField(max_length=10, choices=RolloutMode)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=RolloutMode.values), name="validation_rollout_mode"),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.mode}"
