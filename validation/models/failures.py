"""Checks that could not be finished."""

from django.db import models


class CheckFailure(models.Model):
    """A check that could not be finished. There is one row per check and version; admins are notified of each new row.

    cause, fault and place describe the first failure (`tilekit.checks.unchecked`). The affected listings have the check
    in `unchecked` of their runs.
    """

    code = models.CharField(max_length=20)
    catalogue_version = models.CharField(max_length=40)
    cause = models.CharField(max_length=10)
    fault = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("code", "catalogue_version"), name="validation_checkfailure_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} by {self.catalogue_version}: {self.fault}"
