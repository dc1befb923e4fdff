"""Runs jobs in a worker, and sends hints for jobs that nobody has claimed."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import structlog
from django.utils import timezone

from common import metrics
from common.error_reports import report_error
from common.external_service import ServiceUnavailable
from common.maintenance import active_maintenance
from common.request_id import request_id
from jobs import actions
from jobs.errors import JobPaused, LeaseLost
from jobs.hints import hint_queue, numbers_of_hints, send_hint
from jobs.job_threads import run_in_thread
from jobs.kind_registry import job_kind_named
from jobs.leases import renewing_lease
from jobs.limits import step_limit
from jobs.models import Job
from jobs.queries import SWEEPER, claimable_numbers, due_periodic_kinds, exhausted, misdated, unhinted
from jobs.served_kinds import served_kinds
from jobs.worker_name import worker_name

_HINTS_PER_SWEEP = 500
_log = structlog.get_logger(__name__)


def run_job(job_id: UUID) -> bool:
    """Claim and run the job; False if there was nothing to claim."""
    if active_maintenance(timezone.now()):
        return False
    job = actions.claim_job(job_id=job_id, now=timezone.now(), worker=worker_name())
    if job is not None:
        _attempt(job)
    return job is not None


def start_job(job_id: UUID, *, message: str) -> None:
    """Claim and run the job whose turn it is, as a process of a worker does when it gets a message about a job.

    If that is another job, the message about this one is sent again. A job whose kind allows it continues in a thread.
    During maintenance, nothing is claimed; the sweeper sends the hint again afterwards.
    """
    if active_maintenance(timezone.now()):
        return
    kinds = served_kinds()
    job = actions.claim_in_turn(job_id=job_id, kinds=kinds, now=timezone.now(), worker=worker_name(), message=message)
    if job is None:
        return
    if job.pk != job_id:
        _send_again(job_id)
    if not (job_kind_named(job.kind).in_thread and run_in_thread(lambda: _attempt(job))):
        _attempt(job)


def _send_again(job_id: UUID) -> None:
    with suppress(ServiceUnavailable, Job.DoesNotExist):  # the sweeper sends it
        send_hint(Job.objects.get(pk=job_id))


def _attempt(job: Job) -> None:
    with (
        request_id(job.request_id or job.pk.hex),
        structlog.contextvars.bound_contextvars(job_id=str(job.pk), job_kind=job.kind, attempt=job.attempt),
    ):
        _run_and_record(job)


def _run_and_record(job: Job) -> None:
    _log.info("job started")
    outcome, started = "done", time.perf_counter()
    try:
        _run_handler(job)
        actions.complete_job(job_id=job.pk, attempt=job.attempt, now=timezone.now())
        _log.info("job done")
    except LeaseLost:
        outcome = "lost"
        _log.warning("another worker has the job now")
    except JobPaused:
        outcome = "paused"
        _log.info("job paused for maintenance")
        with suppress(LeaseLost):
            actions.pause_job(job_id=job.pk, attempt=job.attempt, now=timezone.now())
    except Exception as fault:  # noqa: BLE001 the outermost loop: all errors of a handler are recorded
        outcome = "error"
        _log.exception("job attempt failed")
        _record_failure(job, fault)
    metrics.add(metrics.JOB_ATTEMPTS, job.kind, outcome)
    metrics.observe(metrics.JOB_SECONDS, job.kind, seconds=time.perf_counter() - started)


def _run_handler(job: Job) -> None:
    with renewing_lease(job), step_limit() as limit:

        def renew() -> None:
            if active_maintenance(timezone.now()):
                raise JobPaused
            actions.renew_lease(job_id=job.pk, attempt=job.attempt, now=timezone.now())
            limit.begin_step()

        job_kind_named(job.kind).handler(job_id=job.pk, payload=job.payload, attempt=job.attempt, renew=renew)


def _record_failure(job: Job, fault: Exception) -> None:
    error = f"{type(fault).__name__}: {fault}"
    if job.attempt >= job.max_attempts:  # earlier attempts often fail because a service is down
        report_error(fault)
    try:
        actions.fail_attempt(job_id=job.pk, attempt=job.attempt, error=error, now=timezone.now())
    except LeaseLost:
        _log.warning("another worker has the job now")


def sweep() -> int:
    """Send missing hints for claimable jobs without a recent one, after some maintenance. Returns their number."""
    now = timezone.now()
    actions.record_heartbeat(name=SWEEPER, now=now)
    if active_maintenance(now):
        return 0
    if misdated(now).exists():
        actions.repair_clock_skew(now=now)
    if exhausted(now).exists():
        actions.give_up_silent_jobs(now=now)
    if due_periodic_kinds(now):
        actions.start_periodic_jobs(now=now)
    hinted: list[UUID] = []
    try:
        for job in _jobs_to_hint(now):
            send_hint(job)
            hinted.append(job.pk)
    finally:
        # Send first, record afterwards: if the broker fails in between, the next sweep sends the rest.
        Job.objects.filter(pk__in=hinted).update(hinted_at=now)
    return len(hinted)


def _jobs_to_hint(now: datetime) -> Iterator[Job]:
    """Jobs without a recent hint, unless their queue has as many messages in the broker as claimable jobs.

    Any message makes a worker claim the job whose turn it is. More of them would pile up while no worker consumes it.
    """
    if not unhinted(now).exists():
        return
    missing = Counter[str]()
    numbers = claimable_numbers(now)
    for kind, priority, number in numbers:
        missing[hint_queue(kind, priority)] += number
    missing.subtract(numbers_of_hints(tuple(missing)))
    complete = [kind for kind, priority, _number in numbers if missing[hint_queue(kind, priority)] <= 0]
    for job in unhinted(now).exclude(kind__in=complete)[:_HINTS_PER_SWEEP]:
        queue = hint_queue(job.kind, job.priority)
        missing[queue] -= 1
        if missing[queue] >= 0:
            yield job
