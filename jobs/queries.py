"""What is read about jobs."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.functional import Promise
from msgspec import Struct

from jobs.kinds import JobKind, label_of, longest_wait, periodic_kinds
from jobs.models import OPEN_STATES, Heartbeat, Job, JobState

KEPT_FOR = timedelta(days=30)
# Clocks are put right by seconds all the time; more than this is a jump.
JUMP = timedelta(minutes=1)
# A broker that lost a message is given it again after this time.
_HINT_LASTS = timedelta(seconds=30)
_SILENCE_KEPT_FOR = timedelta(days=1)
SWEEPER = "sweeper"
WORKER_PREFIX = "worker:"


class FailedKind(Struct, frozen=True, kw_only=True):
    """count jobs of the kind have failed; the latest of them at `until`."""

    name: str
    label: str | Promise
    count: int
    until: datetime


def claimable(now: datetime) -> QuerySet[Job]:
    """Jobs that a worker may take: due, or left by a worker that fell silent."""
    is_waiting = Q(state=JobState.QUEUED, run_at__lte=now)
    is_left = Q(state=JobState.RUNNING, lease_until__lt=now)
    return Job.objects.filter(is_waiting | is_left, attempt__lt=F("max_attempts"))


def unhinted(now: datetime) -> QuerySet[Job]:
    """Claimable jobs of which the broker has not been told lately, the most pressing first."""
    is_untold = Q(hinted_at__isnull=True)
    is_told_long_ago = Q(hinted_at__lt=now - _HINT_LASTS)
    # The hint of the attempt that fell silent has been used up.
    is_left_since = Q(state=JobState.RUNNING, hinted_at__lt=F("lease_until"))
    return claimable(now).filter(is_untold | is_told_long_ago | is_left_since).order_by("priority", "run_at")


def held_by(worker: str) -> QuerySet[Job]:
    """Jobs that the worker of this name has taken and not closed."""
    return Job.objects.filter(state=JobState.RUNNING, worker=worker)


def running(kind: str, now: datetime) -> QuerySet[Job]:
    """Jobs of the kind that a worker is running."""
    return Job.objects.filter(kind=kind, state=JobState.RUNNING, lease_until__gte=now)


def misdated(now: datetime) -> QuerySet[Job]:
    """Open jobs with times that no clock could have given them by now: it was ahead for a while and has jumped back.

    Left alone, they would wait until the time comes that was never there.
    """
    is_ahead = Q(created_at__gt=now + JUMP) | Q(hinted_at__gt=now + JUMP)
    is_held_too_long = Q(lease_until__gt=lease_from(now) + JUMP)
    is_put_off_too_long = Q(state=JobState.QUEUED, attempt__gt=0, run_at__gt=now + longest_wait() + JUMP)
    return Job.objects.filter(is_ahead | is_held_too_long | is_put_off_too_long, state__in=OPEN_STATES)


def exhausted(now: datetime) -> QuerySet[Job]:
    """Jobs whose last attempt fell silent: nobody takes them any more."""
    return Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now, attempt__gte=F("max_attempts"))


def failed_jobs() -> QuerySet[Job]:
    """Jobs that were given up, the latest first: for a person to look at."""
    return Job.objects.filter(state=JobState.FAILED).order_by("-finished_at")


def failed_kinds() -> list[FailedKind]:
    """The kinds of which jobs have failed, the most pressing first. One query."""
    rows = Job.objects.filter(state=JobState.FAILED).values_list("kind").annotate(Count("pk"), Max("finished_at"))
    return [
        FailedKind(name=name, label=label_of(name), count=count, until=latest)
        for name, count, latest in rows.order_by("priority", "kind")
    ]


def open_job(kind: str, *, key: str) -> Job | None:
    """The job of this kind and key that waits or runs."""
    return Job.objects.filter(kind=kind, key=key, state__in=OPEN_STATES).first()


def expired(now: datetime) -> QuerySet[Job]:
    """Finished jobs that have been kept long enough."""
    return Job.objects.filter(finished_at__lt=now - KEPT_FOR)


def due_periodic_kinds(now: datetime) -> list[JobKind]:
    """Periodic kinds whose last job was started longer ago than their interval. One query."""
    kinds = {kind.name: kind for kind in periodic_kinds()}
    rows = (
        Job.objects.filter(kind__in=kinds, created_at__lte=now + JUMP).values_list("kind").annotate(Max("created_at"))
    )
    latest = dict(rows)
    return [
        kind for name, kind in kinds.items() if kind.every and (name not in latest or latest[name] + kind.every <= now)
    ]


def silent_since(name_prefix: str, *, now: datetime) -> timedelta | None:
    """How long ago a background process with this prefix last said that it lives; None where none ever did."""
    latest = Heartbeat.objects.filter(name__startswith=name_prefix).aggregate(at=Max("at"))["at"]
    return now - latest if latest else None


def silent_heartbeats(now: datetime) -> QuerySet[Heartbeat]:
    """Heartbeats of processes that ended long ago."""
    return Heartbeat.objects.filter(at__lt=now - _SILENCE_KEPT_FOR)


def lease_from(now: datetime) -> datetime:
    """When a lease taken or renewed now runs out."""
    return now + settings.JOB_LEASE
