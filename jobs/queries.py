"""Queries about jobs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Aggregate, Case, Count, F, Max, Min, Q, QuerySet, When
from msgspec import Struct

from common.actor import Actor
from common.lazy_text import LazyText
from jobs.kind_registry import JobKind, job_kind_label, listing_kinds, longest_wait, periodic_kinds
from jobs.models import OPEN_STATES, Heartbeat, Job, JobState, LongRunning

# Clocks are often corrected by a few seconds; only a larger difference counts as an error.
CLOCK_SKEW_LIMIT = timedelta(minutes=1)
# A hint is sent again after this time, in case the broker lost it.
_HINT_LIFETIME = timedelta(seconds=30)
SWEEPER = "sweeper"
WORKER_PREFIX, WEB_PREFIX, BEAT_PREFIX = "worker:", "web:", "beat:"
# A process that has not reported for this time has stopped. Processes report every ten seconds.
PROCESS_SILENCE = timedelta(seconds=30)
# The sweeper reports after each sweep, which is queued behind jobs, and each step of a job may take 45 s.
SWEEP_SILENCE = timedelta(seconds=120)


class FailedKind(Struct, frozen=True, kw_only=True):
    """A kind with failed jobs: their number (count), and the time when the latest one failed (until)."""

    name: str
    label: LazyText
    count: int
    until: datetime


def claimable(now: datetime) -> QuerySet[Job]:
    """Jobs that a worker may claim: they are due, or their worker stopped responding."""
    is_waiting = Q(state=JobState.QUEUED, run_at__lte=now)
    is_abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return Job.objects.filter(is_waiting | is_abandoned, attempt__lt=F("max_attempts"))


def unhinted(now: datetime) -> QuerySet[Job]:
    """Claimable jobs without a recent hint: abandoned ones first, the others by priority and in fair order.

    A message about a waiting job can start another one, but an abandoned job needs a message of its own.
    """
    has_no_hint = Q(hinted_at__isnull=True)
    has_old_hint = Q(hinted_at__lt=now - _HINT_LIFETIME)
    # The hint of the abandoned attempt was consumed.
    has_used_hint = Q(state=JobState.RUNNING, hinted_at__lt=F("lease_until"))
    is_abandoned = Case(When(state=JobState.RUNNING, then=0), default=1)
    rows = claimable(now).filter(has_no_hint | has_old_hint | has_used_hint)
    return rows.order_by(is_abandoned, "priority", "turn", "run_at")


def claimable_numbers(now: datetime) -> list[tuple[str, int, int]]:
    """The kind, the priority and the number of claimable jobs. One query."""
    return list(claimable(now).values_list("kind", "priority").annotate(Count("pk")).order_by())


def claimed_by(worker: str) -> QuerySet[Job]:
    """Jobs that the worker with this name has claimed and not finished."""
    return Job.objects.filter(state=JobState.RUNNING, worker=worker)


def running_jobs() -> QuerySet[Job]:
    """Jobs that a worker has claimed and not finished."""
    return Job.objects.filter(state=JobState.RUNNING)


def misdated(now: datetime) -> QuerySet[Job]:
    """Open jobs whose times are so far in the future that the clock must have been fast when they were written.

    If nobody corrects the times, these jobs wait until then.
    """
    is_ahead = Q(created_at__gt=now + CLOCK_SKEW_LIMIT) | Q(hinted_at__gt=now + CLOCK_SKEW_LIMIT)
    is_leased_too_long = Q(lease_until__gt=lease_end(now) + CLOCK_SKEW_LIMIT)
    is_put_off_too_long = Q(state=JobState.QUEUED, attempt__gt=0, run_at__gt=now + longest_wait() + CLOCK_SKEW_LIMIT)
    return Job.objects.filter(is_ahead | is_leased_too_long | is_put_off_too_long, state__in=OPEN_STATES)


def exhausted(now: datetime) -> QuerySet[Job]:
    """Jobs whose worker stopped responding during the last attempt, so no worker may claim them."""
    return Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now, attempt__gte=F("max_attempts"))


def failed_jobs() -> QuerySet[Job]:
    """Failed jobs, the latest first."""
    return Job.objects.filter(state=JobState.FAILED).order_by("-finished_at")


def readable_failed_jobs(actor: Actor) -> QuerySet[Job]:
    """The failed jobs that the actor may read, the latest first: all for admins, for leads those about listings."""
    if actor.is_admin:
        return failed_jobs()
    return failed_jobs().filter(kind__in=listing_kinds()) if actor.is_lead else Job.objects.none()


def failed_kinds() -> list[FailedKind]:
    """The kinds that have failed jobs, ordered by priority. One query."""
    rows = Job.objects.filter(state=JobState.FAILED).values_list("kind").annotate(Count("pk"), Max("finished_at"))
    return [
        FailedKind(name=name, label=job_kind_label(name), count=count, until=latest)
        for name, count, latest in rows.order_by("priority", "kind")
    ]


def open_job(kind: str, *, key: str) -> Job | None:
    """The job of this kind and key that is waiting or running; None if there is none."""
    return Job.objects.filter(kind=kind, key=key, state__in=OPEN_STATES).first()


def open_keys(kind: str) -> set[str]:
    """The keys of the jobs of this kind that are waiting or running. One query."""
    return set(Job.objects.filter(kind=kind, state__in=OPEN_STATES).values_list("key", flat=True))


def jobs_of_work(rows: Iterable[LongRunning]) -> dict[UUID, Job]:
    """{ID of an open row: its job}. At most one query."""
    ids = {(row.job_kind, str(row.pk)): row.pk for row in rows if row.is_open}
    jobs = Job.objects.filter(kind__in={kind for kind, _key in ids}, key__in=[key for _kind, key in ids])
    return {ids[job.kind, job.key]: job for job in jobs}


def due_periodic_kinds(now: datetime) -> list[JobKind]:
    """Periodic kinds whose last job was started longer ago than their interval. One query."""
    kinds = {kind.name: kind for kind in periodic_kinds()}
    rows = (
        Job.objects.filter(kind__in=kinds, created_at__lte=now + CLOCK_SKEW_LIMIT)
        .values_list("kind")
        .annotate(Max("created_at"))
    )
    latest = dict(rows)
    return [
        kind for name, kind in kinds.items() if kind.every and (name not in latest or latest[name] + kind.every <= now)
    ]


def lease_end(now: datetime) -> datetime:
    """The time when a lease expires that is claimed or renewed now."""
    return now + settings.JOB_LEASE


class KindQueue(Struct, frozen=True, kw_only=True):
    """The open and failed jobs of a kind: numbers by state, and since when the oldest could have been started.

    retrying jobs wait for another attempt. failed_today are the failed jobs of the last 24 hours.
    """

    kind: str
    waiting: int
    scheduled: int
    retrying: int
    running: int
    failed: int
    failed_today: int
    waiting_since: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether a job of the kind is waiting or running."""
        return bool(self.waiting or self.scheduled or self.retrying or self.running)


def queue_by_kind(now: datetime) -> list[KindQueue]:
    """The kinds with jobs that are open or have failed, ordered by name. One query, which reads no finished jobs."""
    is_queued, is_due, is_failed = Q(state=JobState.QUEUED), Q(run_at__lte=now), Q(state=JobState.FAILED)
    rows = (
        Job.objects.filter(state__in=(*OPEN_STATES, JobState.FAILED))
        .values("kind")
        .annotate(
            waiting=Count("pk", filter=is_queued & is_due & Q(attempt=0)),
            scheduled=Count("pk", filter=is_queued & ~is_due & Q(attempt=0)),
            retrying=Count("pk", filter=is_queued & Q(attempt__gt=0)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            failed=Count("pk", filter=is_failed),
            failed_today=Count("pk", filter=is_failed & Q(finished_at__gt=now - timedelta(days=1))),
            waiting_since=Min("run_at", filter=is_queued & is_due),
        )
    )
    return [KindQueue(**row) for row in rows.order_by("kind")]


class ProcessGroup(Struct, frozen=True, kw_only=True):
    """Background processes with one prefix: how many reported since a time, and when the latest did (None: never)."""

    alive: int
    latest: datetime | None


def process_groups(*prefixes: str, since: datetime) -> list[ProcessGroup]:
    """The background processes of each prefix. One query."""
    values: dict[str, Aggregate] = {}
    for number, prefix in enumerate(prefixes):
        is_one = Q(name__startswith=prefix)
        values[f"alive_{number}"] = Count("pk", filter=is_one & Q(at__gte=since))
        values[f"latest_{number}"] = Max("at", filter=is_one)
    row = Heartbeat.objects.aggregate(**values)
    return [
        ProcessGroup(alive=row[f"alive_{number}"], latest=row[f"latest_{number}"]) for number in range(len(prefixes))
    ]


def running_processes(now: datetime) -> list[Heartbeat]:
    """The web, worker and beat processes that reported recently, the latest report first.

    The sweeper is not among them: it is a job, and its worker reports itself.
    """
    return list(Heartbeat.objects.exclude(name=SWEEPER).filter(at__gt=now - PROCESS_SILENCE).order_by("-at"))
