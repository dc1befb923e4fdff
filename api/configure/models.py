"""Requests of the declarative API."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from common.ids import uuid7


class ConfigureState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")


OPEN_REQUESTS = (ConfigureState.QUEUED, ConfigureState.RUNNING)


class ConfigureJob(models.Model):
    """A request of a client and its results.

    sealed is the encrypted request, which can contain secrets; "" once the job has ended. applied_at is the time
    at which all resources except submissions were applied. results is {number of the resource in the request: the
    resource with its durable ID}. errors is a list of errors in the format of the API.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    requested_by = models.UUIDField()
    version = models.CharField(max_length=40)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=ConfigureState, default=ConfigureState.QUEUED)
    results = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ConfigureState.values), name="api_configure_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_REQUESTS, finished_at__isnull=True)
                | (~Q(state__in=OPEN_REQUESTS) & Q(finished_at__isnull=False)),
                name="api_configure_finished_paired",
            ),
        )
        indexes = (models.Index(fields=("finished_at",), name="api_configure_by_end"),)

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS
