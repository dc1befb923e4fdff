"""Every change of a job, one transaction each."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from audit.moves import record
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed
from jobs.errors import JobNotFailed
from jobs.kinds import kind_of
from jobs.models import MAX_ATTEMPTS, Job, JobState
from jobs.moves import assert_attempt, enqueue, finish_job, note_heartbeat
from jobs.queries import claimable, due_periodic_kinds, exhausted, expired, lease_from, misdated, silent_heartbeats
from jobs.rules import wait_after

_ERROR_LENGTH = 500


@action
def claim_job(*, job_id: UUID, now: datetime) -> Job | None:
    """Take the job for one attempt; None where it is not to be had (done, taken, not due, given up).

    The condition stands in the outer WHERE of one UPDATE by known id, so that on both databases a doubled
    message finds nothing to claim.
    """
    taken = (
        claimable(now)
        .filter(pk=job_id)
        .update(state=JobState.RUNNING, attempt=F("attempt") + 1, lease_until=lease_from(now))
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
    if attempt >= MAX_ATTEMPTS:
        _give_up(job, error=error, now=now)
        return
    job.state, job.lease_until, job.hinted_at = JobState.QUEUED, None, None
    job.error, job.run_at = error[:_ERROR_LENGTH], now + wait_after(attempt)
    job.save(update_fields=["state", "lease_until", "hinted_at", "error", "run_at"])


@action
def give_up_silent_jobs(*, now: datetime) -> int:
    """Give up jobs whose worker fell silent in the last attempt; the number of them."""
    jobs = list(exhausted(now).select_for_update(of=("self",)))
    for job in jobs:
        _give_up(job, error="The worker fell silent in the last attempt.", now=now)
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
def retry_job(*, job_id: UUID, by: Actor, now: datetime) -> Job:
    """Start a given-up job again. Raises NotAllowed, JobNotFailed.

    As a new row: attempts are counted from the start, and a worker that still holds an attempt of the old row
    must find nothing of its own.
    """
    if not by.is_admin:
        raise NotAllowed
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id, state=JobState.FAILED).first()
    if job is None:
        raise JobNotFailed
    again = enqueue(job.kind, key=job.key, payload=job.payload, now=now)
    record("job retried", by=by, objects={"job": again.pk, "failed": job_id}, now=now)
    job.delete()
    return again


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
