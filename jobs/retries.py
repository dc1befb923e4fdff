"""Actions that retry failed jobs."""

from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed
from jobs.errors import JobNotFailed
from jobs.kind_registry import job_kind_named, kind_names
from jobs.models import Job
from jobs.queries import failed_jobs
from jobs.writes import enqueue

_RETRY_BATCH = 100


@action
def retry_job(*, job_id: UUID, by: Actor, now: datetime) -> Job | None:
    """Queue a failed job again as a new job; None if it is no longer needed. The failed job is deleted in both cases.

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
    """Retry a batch of failed jobs of a kind. Returns (number of new jobs, number of jobs no longer needed).

    Call it until it returns (0, 0). Only jobs that had failed by failed_until are retried, so that a job that fails
    again is not retried again. Raises NotAllowed.
    """
    if not by.is_admin:
        raise NotAllowed
    failed = failed_jobs().filter(kind=kind, finished_at__lte=failed_until).order_by("finished_at", "pk")
    tried = [_retry(job, by=by, now=now) for job in failed.select_for_update(of=("self",))[:_RETRY_BATCH]]
    started = sum(job is not None for job in tried)
    return started, len(tried) - started


def _retry(job: Job, *, by: Actor, now: datetime) -> Job | None:
    """Queue the job as a new row if it is still needed, and delete the failed one.

    Its attempts are counted from the start, and a worker that still runs an old attempt finds no row.
    """
    new_job = None
    if _is_needed(job, now=now):
        new_job = enqueue(job.kind, key=job.key, payload=job.payload, now=now, organisation=job.organisation)
    record_event("job retried", by=by, objects={"failed": job.pk, **({"job": new_job.pk} if new_job else {})}, now=now)
    job.delete()
    return new_job


def _is_needed(job: Job, *, now: datetime) -> bool:
    if job.kind not in kind_names():  # queued by another release
        return False
    on_retry = job_kind_named(job.kind).on_retry
    return on_retry is None or on_retry(payload=job.payload, now=now)
