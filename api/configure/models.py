"""Requests of the declarative API."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encrypted_columns import encrypted_columns
from accounts.models import Organisation
from jobs.models import LongRunning, state_constraints

CONFIGURE_REQUESTS = encrypted_columns("api.ConfigureJob", "sealed", purpose="api.configure-request")


class ConfigureState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    SUCCEEDED = "succeeded", _("succeeded")
    FAILED = "failed", _("failed")


class ConfigureJob(LongRunning):
    """A request of a client and its results.

    sealed is the encrypted request, which can contain secrets; "" once the job has ended. applied_at is the time
    at which all resources except submissions were applied. results is {number of the resource in the request: the
    resource with its durable ID}. errors is a list of errors in the format of the API.
    """

    job_kind = "configure"
    payload_key = "request"
    progress = None
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    requested_by = models.UUIDField()
    version = models.CharField(max_length=40)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=ConfigureState, default=ConfigureState.QUEUED)
    results = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = state_constraints("api_configure", ConfigureState)
        indexes = (models.Index(fields=("finished_at",), name="api_configure_by_end"),)
