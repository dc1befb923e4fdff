"""The switch of the maintenance mode, and the versions of settings that admins change."""

from django.db import models
from django.db.models import Q

from common.ids import uuid7


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


class PolicyVersion(models.Model):
    """A version of a setting (`common.policies`). Rows are never changed, and the highest number counts.

    value is null if the value of the environment variable applies. by_id is null if a command made the change. restores
    is the number of the version that an admin used again.
    """

    REASON_LENGTH = 300

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    reason = models.CharField(max_length=REASON_LENGTH)
    restores = models.PositiveIntegerField(null=True)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key", "number"), name="common_policyversion_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="common_policyversion_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
