"""The switch of the maintenance mode."""

from django.db import models
from django.db.models import Q


class MaintenanceSwitch(models.Model):
    """The only row says since when, or from when, the portal is read-only. starts_at and until are null otherwise.

    until is when people are told that it ends; it does not end by then unless an admin ends it.
    """

    ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ROW)
    starts_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="common_maintenanceswitch_one"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, until__isnull=True) | Q(starts_at__lt=models.F("until")),
                name="common_maintenanceswitch_times",
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_at} - {self.until}"
