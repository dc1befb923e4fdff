"""The job queue, and the base of long-running work.

The database row is authoritative; a message in the broker is only a hint.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import uuid7

DEFAULT_ATTEMPTS = 5


class Priority(models.IntegerChoices):
    """Jobs with a lower number run first."""

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

    worker is the name of the worker that claimed it last, and message the ID of the message with which it did so.
    organisation is the one that the job works for, or the recipient of an e-mail; None is the portal. turn is its place
    among waiting jobs of its priority (`jobs/fair_share.py`); None if workers claim the job only by its ID.
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
    message = models.CharField(max_length=40, blank=True, default="", db_default="")
    organisation = models.UUIDField(null=True)
    turn = models.BigIntegerField(null=True)
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
            models.Index(
                fields=["priority", "turn", "run_at", "id"],
                name="jobs_job_fair_order",
                condition=Q(state=JobState.QUEUED),
            ),
            models.Index(
                fields=["organisation", "priority", "turn"],
                name="jobs_job_turn_of_one",
                condition=Q(state=JobState.QUEUED),
            ),
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
    """The time when a background process last reported that it is alive.

    kinds are the kinds of job that a worker runs, comma-separated; "" for all.
    """

    name = models.CharField(max_length=120, primary_key=True)
    kinds = models.TextField(blank=True, default="", db_default="")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"


class RetentionRun(models.Model):
    """When rows of a kind were last removed because of their age, and how many (`jobs.retention`)."""

    name = models.CharField(max_length=60, primary_key=True)
    ended_at = models.DateTimeField()
    rows = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.name} at {self.ended_at:%Y-%m-%d %H:%M}"


class LongRunningState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed on our side")


class LongRunning(models.Model):
    """Base class of work that a job does and that people can follow, such as an import.

    job_kind is the kind of its job, whose key is the ID of the row; the payload contains the ID as payload_key. All
    states of a subclass include queued, running and failed. progress is {"done": steps, "total": steps}.
    """

    job_kind: ClassVar[str]
    payload_key: ClassVar[str]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=12, choices=LongRunningState, default=LongRunningState.QUEUED)
    progress = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def steps(self) -> tuple[int, int]:
        """(number of finished steps, number of all steps); (0, 0) while they are not known."""
        return self.progress.get("done", 0), self.progress.get("total", 0)


class Refusable(LongRunning):
    """Base class of work that a person or an application requested, and that can be refused.

    refusal is the reason in the requester's language, refusal_code the code of the error; both are "" if it was not
    refused.
    """

    requested_by = models.UUIDField()
    refusal = models.TextField(blank=True)
    refusal_code = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True


def state_constraints(name: str, states: type[models.TextChoices]) -> tuple[models.CheckConstraint, ...]:
    """The constraints of a model of long-running work with these states. Their names begin with name."""
    return (
        models.CheckConstraint(condition=Q(state__in=states.values), name=f"{name}_state"),
        models.CheckConstraint(
            condition=Q(state__in=OPEN_STATES, finished_at__isnull=True)
            | (~Q(state__in=OPEN_STATES) & Q(finished_at__isnull=False)),
            name=f"{name}_finished_paired",
        ),
    )
