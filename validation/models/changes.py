"""What changed in the checks, for everybody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class CheckChangeKind(models.TextChoices):
    ADDED = "added", pgettext_lazy("check", "New check")
    REMOVED = "removed", pgettext_lazy("check", "Check removed")
    SEVERITY = "severity", pgettext_lazy("check", "Severity changed")
    TEXTS = "texts", pgettext_lazy("check", "Texts changed")
    MODE = "mode", pgettext_lazy("check", "Mode changed")


class CheckChange(models.Model):
    """A change of a check. before and after are severities or modes, "" for other kinds.

    starts_at is when a check that is now enforced begins to block; null if it does so at once.
    """

    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=CheckChangeKind)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    starts_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=CheckChangeKind.values), name="validation_change_kind"),
        )
        indexes = (models.Index(fields=("-at", "-id"), name="validation_change_latest"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.kind}"
