"""Every change of a job, one transaction each."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from audit.moves import record
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed
from jobs.errors import JobNotFailed
from jobs.kinds import kind_names, kind_of
from jobs.models import Job, JobState
from jobs.moves import assert_attempt, enqueue, finish_job, note_heartbeat
from jobs.queries import (
    claimable,
    due_periodic_kinds,
    exhausted,
    expired,
    failed_jobs,
    held_by,
    lease_from,
    misdated,
    silent_heartbeats,
)

_ERROR_LENGTH = 500
_RETRIED_AT_ONCE = 100


@action
def claim_job(*, job_id: UUID, now: datetime, worker: str = "") -> Job | None:
    """Take the job for one attempt of a worker; None if it cannot be had (done, taken, not due, given up).

    The condition stands in the outer WHERE of one UPDATE by known id, so that on both databases a doubled
    message finds nothing to claim.
    """
    taken = (
        claimable(now)
        .filter(pk=job_id)
        .update(state=JobState.RUNNING, attempt=F("attempt") + 1, lease_until=lease_from(now), worker=worker)
    )
    return Job.objects.get(pk=job_id) if taken else None


@action
def renew_lease(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Keep the job for another lease. Raises LeaseLost."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    job.lease_until = lease_from(now)
    job.save(update_fields=["lease_until"])


@action
def complete_job(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Close the job where its handler has not done so with its result. Raises LeaseLost."""
    if not Job.objects.filter(pk=job_id, state=JobState.DONE, attempt=attempt).exists():
        finish_job(job_id=job_id, attempt=attempt, now=now)


@action
def fail_attempt(*, job_id: UUID, attempt: int, error: str, now: datetime) -> None:
    """Put the job back for a later attempt, or give it up after the last one. Raises LeaseLost."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    if attempt >= job.max_attempts:
        _give_up(job, error=error, now=now)
        return
    job.state, job.lease_until, job.hinted_at = JobState.QUEUED, None, None
    job.error, job.run_at = error[:_ERROR_LENGTH], now + _wait_after(job)
    job.save(update_fields=["state", "lease_until", "hinted_at", "error", "run_at"])


def _wait_after(job: Job) -> timedelta:
    """The kind may have had more attempts when the job was put into the queue; then the last wait counts again."""
    waits = kind_of(job.kind).waits
    return waits[min(job.attempt, len(waits)) - 1]


@action
def release_jobs(*, worker: str, now: datetime, job_id: UUID | None = None) -> int:
    """End the leases of a worker that is gone, so that others can take its jobs now; the number of them.

    job_id: only this one, which one of its processes held. What the worker had been told of and not yet begun is told
    to others.
    """
    if job_id:
        return held_by(worker).filter(pk=job_id).update(lease_until=now)
    Job.objects.filter(state=JobState.QUEUED, run_at__lte=now).update(hinted_at=None)
    return held_by(worker).update(lease_until=now)


@action
def give_up_silent_jobs(*, now: datetime) -> int:
    """Give up jobs whose worker fell silent in the last attempt; the number of them."""
    jobs = list(exhausted(now).select_for_update(of=("self",)))
    for job in jobs:
        _give_up(job, error="The worker stopped responding during the last attempt.", now=now)
    return len(jobs)


@action
def put_times_right(*, now: datetime) -> int:
    """Date open jobs anew whose times a clock gave them that was ahead; the number of them.

    What runs gets a whole lease from now: its worker may be alive, and then keeps it. What waits is due now, unless
    somebody planned it for later.
    """
    jobs = list(misdated(now).select_for_update(of=("self",)))
    for job in jobs:
        if job.state == JobState.RUNNING:
            job.lease_until = lease_from(now)
        elif job.attempt or job.run_at <= job.created_at:
            job.run_at = now
        job.created_at, job.hinted_at = min(job.created_at, now), None
        job.save(update_fields=["lease_until", "run_at", "created_at", "hinted_at"])
    return len(jobs)


def _give_up(job: Job, *, error: str, now: datetime) -> None:
    job.state, job.lease_until, job.finished_at, job.error = JobState.FAILED, None, now, error[:_ERROR_LENGTH]
    job.save(update_fields=["state", "lease_until", "finished_at", "error"])
    on_failed = kind_of(job.kind).on_failed
    if on_failed:
        on_failed(payload=job.payload, now=now)


@action
def retry_job(*, job_id: UUID, by: Actor, now: datetime) -> Job | None:
    """Start a failed job again; None if nothing needs it any more, and then it is off the list.

    Raises NotAllowed, JobNotFailed.
    """
    if not by.is_admin:
        raise NotAllowed
    job = failed_jobs().select_for_update(of=("self",)).filter(pk=job_id).first()
    if job is None:
        raise JobNotFailed
    return _retry(job, by=by, now=now)


@action
def retry_jobs(kind: str, *, failed_until: datetime, by: Actor, now: datetime) -> tuple[int, int]:
    """Start failed jobs of a kind again, a batch at a time: how many were started, and how many nothing needs any more.

    failed_until: only those that had failed by then; one that fails again meanwhile stays. Call it until it gives
    zero and zero. Raises NotAllowed.
    """
    if not by.is_admin:
        raise NotAllowed
    failed = failed_jobs().filter(kind=kind, finished_at__lte=failed_until).order_by("finished_at", "pk")
    tried = [_retry(job, by=by, now=now) for job in failed.select_for_update(of=("self",))[:_RETRIED_AT_ONCE]]
    started = sum(job is not None for job in tried)
    return started, len(tried) - started


def _retry(job: Job, *, by: Actor, now: datetime) -> Job | None:
    """As a new row: attempts count from the start, and a worker that still holds an old attempt finds nothing."""
    again = None
    if _is_needed(job, now=now):
        again = enqueue(job.kind, key=job.key, payload=job.payload, now=now)
    record("job retried", by=by, objects={"failed": job.pk, **({"job": again.pk} if again else {})}, now=now)
    job.delete()
    return again


def _is_needed(job: Job, *, now: datetime) -> bool:
    if job.kind not in kind_names():  # of a release that knew it
        return False
    on_retry = kind_of(job.kind).on_retry
    return on_retry is None or on_retry(payload=job.payload, now=now)


@action
def start_periodic_jobs(*, now: datetime) -> list[Job]:
    """Start what is due of the periodic kinds; a kind that is still under way is left alone."""
    return [enqueue(kind.name, key="periodic", payload={}, now=now) for kind in due_periodic_kinds(now)]


@action
def say_alive(*, name: str, now: datetime) -> None:
    """Note that the named background process lives."""
    note_heartbeat(name, now=now)


@action
def delete_expired_jobs(*, now: datetime) -> int:
    """Remove finished jobs and heartbeats that have been kept long enough; the number of jobs removed."""
    silent_heartbeats(now).delete()
    return expired(now).delete()[0]
