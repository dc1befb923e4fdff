"""The job queue. The database row is authoritative; a message in the broker is only a hint."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7

DEFAULT_ATTEMPTS = 5


class Priority(models.IntegerChoices):
    """Jobs with a lower number run first. Each priority has its own queue in the broker."""

    INTERACTIVE = 0, _("Interactive")
    MAIL = 1, _("E-mail and webhooks")
    BULK = 2, _("Background")


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """A background job. Only one job with the same kind and key is open at a time.

    worker is the name of the worker that claimed it last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    priority = models.PositiveSmallIntegerField(choices=Priority)
    state = models.CharField(max_length=16, choices=JobState, default=JobState.QUEUED)
    run_at = models.DateTimeField()
    hinted_at = models.DateTimeField(null=True, help_text="When a message was last given to the broker")
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=DEFAULT_ATTEMPTS)
    worker = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state__in=OPEN_STATES), name="jobs_job_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="jobs_job_state_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="jobs_job_priority_known"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True)),
                name="jobs_job_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, finished_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(finished_at__isnull=False)),
                name="jobs_job_finished_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "run_at"], name="jobs_job_due"),
            models.Index(fields=["kind", "-created_at"], name="jobs_job_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"

    @property
    def is_restarted(self) -> bool:
        """Whether an earlier attempt failed."""
        return self.attempt > 1

    @property
    def is_delayed(self) -> bool:
        """Whether the job failed or waits for another attempt, because of a problem on our side."""
        return self.state == JobState.FAILED or (self.state == JobState.QUEUED and self.attempt > 0)


class Heartbeat(models.Model):
    """The time when a background process last reported that it is alive."""

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
