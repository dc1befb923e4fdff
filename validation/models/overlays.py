"""Waivers of findings, and modes of checks."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from listings.models import Listing


class RolloutMode(models.TextChoices):
    """The effect of a check while it is rolled out."""

    OBSERVE = "observe", _("Observe: only staff see the findings")
    WARN = "warn", _("Warn: at most a warning")
    ENFORCE = "enforce", _("Enforce: the check's own severity")


class WaiverSource(models.TextChoices):
    """Why a finding is waived: staff accepted it, or a dispute showed that the check is wrong."""

    STAFF = "staff", pgettext_lazy("waiver", "Accepted by our staff")
    DISPUTE = "dispute", pgettext_lazy("waiver", "Upheld dispute")


class Waiver(models.Model):
    """A finding of a listing that staff have accepted, until a time or, if until is null, permanently.

    The fingerprint was computed from place and value, which are "" if unknown. If the record is renamed, another row
    with the same origin (the fingerprint that was waived) applies to the new name. unneeded_since is when the checks no
    longer found it in a newer submission, null if they do. Such a waiver still applies if the finding comes back.
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
    source = models.CharField(
        max_length=10, choices=WaiverSource, default=WaiverSource.STAFF, db_default=WaiverSource.STAFF
    )
    unneeded_since = models.DateTimeField(null=True)

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
    """The mode of a check. Checks without a row are enforced. by is null if the portal set the mode.

    enforced_from is when the mode *enforce* begins, if that is later: until then, findings are at most warnings.
    softened_at is when disputes last made the check a warning; only later disputes can do so again.
    """

    code = models.CharField(max_length=20, primary_key=True)
    mode = models.CharField(max_length=10, choices=RolloutMode)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    enforced_from = models.DateTimeField(null=True)
    softened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=RolloutMode.values), name="validation_rollout_mode"),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.mode}"

    def starts_later(self, now: datetime) -> bool:
        """Whether the check is enforced from a later time."""
        return self.mode == RolloutMode.ENFORCE and self.enforced_from is not None and self.enforced_from > now

    def mode_at(self, now: datetime) -> RolloutMode:
        """The mode that applies at a time: *warn* before the date of *enforce*."""
        return RolloutMode.WARN if self.starts_later(now) else RolloutMode(self.mode)

    @staticmethod
    def warns_at(now: datetime) -> Q:
        """The condition for checks whose mode at this time is *warn* (`mode_at`)."""
        return Q(mode=RolloutMode.WARN) | Q(mode=RolloutMode.ENFORCE, enforced_from__gt=now)
