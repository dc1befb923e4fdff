"""Actions that claim, finish and release jobs."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from common.actions import action
from jobs.fair_share import in_fair_order
from jobs.kind_registry import job_kind_named, kind_names
from jobs.models import Heartbeat, Job, JobState
from jobs.queries import (
    claimable,
    claimed_by,
    due_periodic_kinds,
    exhausted,
    lease_end,
    misdated,
)
from jobs.writes import assert_attempt, enqueue, finish_job

_JOB_ERROR_LENGTH = 500


@action
def claim_job(*, job_id: UUID, now: datetime, worker: str = "") -> Job | None:
    """Claim the job for one attempt by a worker; None if it is done, taken, failed or not yet due.

    The condition is in the WHERE of a single UPDATE, so on SQLite and PostgreSQL a duplicate message claims nothing.
    """
    return _claim(job_id, now=now, worker=worker, message="")


@action
def claim_in_turn(
    *, job_id: UUID, kinds: Collection[str], now: datetime, worker: str = "", message: str = ""
) -> Job | None:
    """Claim the job of these kinds whose turn it is, when a worker gets a message about a job.

    If the job in the message isn't waiting, only this job can be claimed, as in `claim_job`. None if there is nothing
    to claim.
    """
    waiting = in_fair_order(job_id, now=now).filter(kind__in=kinds)
    job = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if job is None:
        return _claim(job_id, now=now, worker=worker, message=message)
    job.state, job.attempt, job.lease_until = JobState.RUNNING, job.attempt + 1, lease_end(now)
    job.worker, job.message = worker, message
    job.save(update_fields=["state", "attempt", "lease_until", "worker", "message"])
    return job


def _claim(job_id: UUID, *, now: datetime, worker: str, message: str) -> Job | None:
    taken = (
        claimable(now)
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            attempt=F("attempt") + 1,
            lease_until=lease_end(now),
            worker=worker,
            message=message,
        )
    )
    return Job.objects.get(pk=job_id) if taken else None


@action
def renew_lease(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Extend the lease of the job. Raises LeaseLost."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    job.lease_until = lease_end(now)
    job.save(update_fields=["lease_until"])


@action
def complete_job(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Mark the job as done, unless its handler already did so when it wrote the result. Raises LeaseLost."""
    if not Job.objects.filter(pk=job_id, state=JobState.DONE, attempt=attempt).exists():
        finish_job(job_id=job_id, attempt=attempt, now=now)


@action
def fail_attempt(*, job_id: UUID, attempt: int, error: str, now: datetime) -> None:
    """Requeue the job for a later attempt, or mark it as failed after the last one. Raises LeaseLost."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    if attempt >= job.max_attempts or job.kind not in kind_names():  # queued by another release
        _give_up(job, error=error, now=now)
        return
    job.state, job.lease_until, job.hinted_at = JobState.QUEUED, None, None
    job.error, job.run_at = error[:_JOB_ERROR_LENGTH], now + _wait_after(job)
    job.save(update_fields=["state", "lease_until", "hinted_at", "error", "run_at"])


@action
def pause_job(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Requeue the job, which was paused for maintenance. The attempt doesn't count. Raises LeaseLost."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    job.state, job.lease_until, job.hinted_at, job.run_at = JobState.QUEUED, None, None, now
    job.max_attempts += 1
    job.save(update_fields=["state", "lease_until", "hinted_at", "run_at", "max_attempts"])


def _wait_after(job: Job) -> timedelta:
    """The wait before the next attempt: the kind's last wait if it has fewer waits than when the job was queued."""
    waits = job_kind_named(job.kind).retry_waits
    return waits[min(job.attempt, len(waits)) - 1]


@action
def release_jobs(*, worker: str, now: datetime, message: str = "") -> int:
    """End the leases of a stopped worker, so that others can claim its jobs now. Returns the number of jobs.

    With message, only the job that was claimed with it is released, because only one process of the worker stopped.
    Without it, the hints that the worker may have received are also sent again.
    """
    if message:
        return claimed_by(worker).filter(message=message).update(lease_until=now)
    Job.objects.filter(state=JobState.QUEUED, run_at__lte=now).update(hinted_at=None)
    return claimed_by(worker).update(lease_until=now)


@action
def give_up_silent_jobs(*, now: datetime) -> int:
    """Mark jobs as failed if their worker stopped responding during the last attempt. Returns the number of jobs."""
    jobs = list(exhausted(now).select_for_update(of=("self",)))
    for job in jobs:
        _give_up(job, error="The worker stopped responding during the last attempt.", now=now)
    return len(jobs)


@action
def repair_clock_skew(*, now: datetime) -> int:
    """Correct the times of open jobs that were written while the clock was fast. Returns the number of jobs.

    Running jobs get a full lease from now, because their worker may be alive. Waiting jobs are due now, unless they
    were scheduled for later.
    """
    jobs = list(misdated(now).select_for_update(of=("self",)))
    for job in jobs:
        if job.state == JobState.RUNNING:
            job.lease_until = lease_end(now)
        elif job.attempt or job.run_at <= job.created_at:
            job.run_at = now
        job.created_at, job.hinted_at = min(job.created_at, now), None
        job.save(update_fields=["lease_until", "run_at", "created_at", "hinted_at"])
    return len(jobs)


def _give_up(job: Job, *, error: str, now: datetime) -> None:
    job.state, job.lease_until, job.finished_at, job.error = JobState.FAILED, None, now, error[:_JOB_ERROR_LENGTH]
    job.save(update_fields=["state", "lease_until", "finished_at", "error"])
    on_failed = job_kind_named(job.kind).on_failed if job.kind in kind_names() else None
    if on_failed:
        on_failed(payload=job.payload, now=now)


@action
def start_periodic_jobs(*, now: datetime) -> list[Job]:
    """Queue a job for each periodic kind that is due. If a job of the kind is open, that job is returned instead."""
    return [enqueue(kind.name, key="periodic", payload={}, now=now) for kind in due_periodic_kinds(now)]


@action
def record_heartbeat(*, name: str, now: datetime, kinds: str = "") -> None:
    """Record that the named background process is alive, and which kinds of job it runs ("" for all)."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "kinds": kinds})


@action
def delete_heartbeats(*, names: Collection[str]) -> None:
    """Delete the reports of background processes that are stopped."""
    Heartbeat.objects.filter(name__in=names).delete()
