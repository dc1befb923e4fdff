"""Parts of writes that other rooms compose: start a job with the change that asks for it, end it with its result."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actions import in_transaction
from common.request_id import current_request_id
from jobs.errors import LeaseLost
from jobs.hints import send_hint
from jobs.kinds import Payload, kind_of
from jobs.models import OPEN_STATES, Heartbeat, Job, JobState

_INSERT_TRIES = 3


@in_transaction
def enqueue(
    kind: str, *, payload: Payload, now: datetime, key: str = "", run_at: datetime | None = None, hint: bool = True
) -> Job:
    """Put a job into the queue; it exists if and only if the surrounding transaction commits.

    Of one kind and key one job is open at a time: while it waits or runs, that one is returned. Without a key
    the job stands alone. run_at: not before this time. The hint to the broker follows the commit; without one (hint)
    the caller runs the job itself, and the sweeper tells the broker if the caller did not.
    """
    about = kind_of(kind)
    due_at = run_at or now
    job = Job(
        kind=kind,
        payload=dict(payload),
        priority=about.priority,
        max_attempts=about.max_attempts,
        run_at=due_at,
        hinted_at=now if due_at <= now else None,
        request_id=current_request_id(),
        created_at=now,
    )
    job.key = key or str(job.pk)
    stored = _insert_or_find(job)
    if hint and stored.pk == job.pk and due_at <= now:
        # Not a partial: Django logs a failed robust hook by its __qualname__, which a partial has not.
        transaction.on_commit(lambda: send_hint(job.pk, about.priority), robust=True)
    return stored


def _insert_or_find(job: Job) -> Job:
    # The open one may close between the two statements; then there is room for ours.
    for _ in range(_INSERT_TRIES):
        Job.objects.bulk_create([job], ignore_conflicts=True)
        stored = Job.objects.filter(kind=job.kind, key=job.key, state__in=OPEN_STATES).first()
        if stored:
            return stored
    text = f"no job of kind {job.kind!r} and key {job.key!r} could be stored"
    raise RuntimeError(text)


@in_transaction
def assert_attempt(*, job_id: UUID, attempt: int) -> Job:
    """Lock the job and make sure that this attempt still owns it. Raises LeaseLost.

    A worker that was paused may wake after its lease ran out; what it computed must not overwrite what the
    next attempt wrote.
    """
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
    if job is None or job.state != JobState.RUNNING or job.attempt != attempt:
        raise LeaseLost
    return job


@in_transaction
def finish_job(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Close the job in the transaction that writes its result. Raises LeaseLost, and then nothing is written."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    job.state, job.lease_until, job.finished_at, job.error = JobState.DONE, None, now, ""
    job.save(update_fields=["state", "lease_until", "finished_at", "error"])


@in_transaction
def cancel_jobs(kind: str, *, key: str) -> int:
    """Remove the waiting job of this kind and key; the number removed. One that runs is left to end."""
    return Job.objects.filter(kind=kind, key=key, state=JobState.QUEUED).delete()[0]


@in_transaction
def note_heartbeat(name: str, *, now: datetime) -> None:
    """Say that the named background process lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
