"""Checks that could not be finished."""

from django.db import models


class CheckFailure(models.Model):
    """A check that could not be finished, once per version. Admins are notified when it is created.

    cause, fault and place are from the first time (`tilekit.checks.unchecked`). It contains nothing about listings;
    those affected have the check in `unchecked` of their runs.
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
