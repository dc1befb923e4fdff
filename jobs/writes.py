"""Parts of writes: queue a job together with a change, or finish it together with its result."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from common.actions import in_transaction
from common.request_id import current_request_id
from jobs.errors import LeaseLost
from jobs.fair_share import next_turn
from jobs.hints import send_hint
from jobs.kind_registry import Payload, job_kind_named
from jobs.models import OPEN_STATES, Heartbeat, Job, JobState

_INSERT_TRIES = 3


@in_transaction
def enqueue(
    kind: str,
    *,
    payload: Payload,
    now: datetime,
    key: str = "",
    run_at: datetime | None = None,
    hint: bool = True,
    organisation: UUID | None = None,
) -> Job:
    """Queue a job in the caller's transaction, and send a hint to the broker after the commit.

    If a job with the same kind and key is open, it is returned instead. Without a key, a job is always created. The
    job does not run before run_at. With hint=False, the caller runs the job; the sweeper sends a hint if it does not.
    organisation is the one that the job works for, or the recipient of an e-mail: they all take turns.
    """
    about = job_kind_named(kind)
    due_at = run_at or now
    job = Job(
        kind=kind,
        payload=dict(payload),
        priority=about.priority,
        max_attempts=about.max_attempts,
        run_at=due_at,
        hinted_at=now if due_at <= now else None,
        request_id=current_request_id(),
        organisation=organisation,
        created_at=now,
    )
    if hint:
        job.turn = next_turn(organisation, priority=about.priority, now=now)
    job.key = key or str(job.pk)
    stored = _insert_or_find(job)
    if hint and stored.pk == job.pk and due_at <= now:
        # Not a partial: Django logs a failed robust hook with its __qualname__, which a partial does not have.
        transaction.on_commit(lambda: send_hint(job), robust=True)
    return stored


def _insert_or_find(job: Job) -> Job:
    # If the open job is closed between the two statements, the next try can insert ours.
    for _ in range(_INSERT_TRIES):
        Job.objects.bulk_create([job], ignore_conflicts=True)
        stored = Job.objects.filter(kind=job.kind, key=job.key, state__in=OPEN_STATES).first()
        if stored:
            return stored
    text = f"no job of kind {job.kind!r} and key {job.key!r} could be stored"
    raise RuntimeError(text)


@in_transaction
def assert_attempt(*, job_id: UUID, attempt: int) -> Job:
    """Lock the job and check that this attempt still owns it. Raises LeaseLost.

    A paused worker may continue after its lease has expired. It must not overwrite newer results.
    """
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
    if job is None or job.state != JobState.RUNNING or job.attempt != attempt:
        raise LeaseLost
    return job


@in_transaction
def finish_job(*, job_id: UUID, attempt: int, now: datetime) -> None:
    """Mark the job as done in the transaction that writes its result. Raises LeaseLost, which rolls back the result."""
    job = assert_attempt(job_id=job_id, attempt=attempt)
    job.state, job.lease_until, job.finished_at, job.error = JobState.DONE, None, now, ""
    job.save(update_fields=["state", "lease_until", "finished_at", "error"])


@in_transaction
def cancel_jobs(kind: str, *, key: str) -> int:
    """Delete the waiting job of this kind and key; a running job continues. Returns the number of deleted jobs."""
    return Job.objects.filter(kind=kind, key=key, state=JobState.QUEUED).delete()[0]


@in_transaction
def forget_heartbeats() -> None:
    """Delete the reports of all background processes, which ran on another database."""
    Heartbeat.objects.all().delete()
