"""A job that fails in every attempt, and an admin who retries it."""

import pytest
from django.utils import timezone

from common.actor import Actor, ActorKind
from common.ids import uuid7
from jobs import kind_registry
from jobs.models import Job, JobState
from jobs.retries import retry_job
from jobs.worker import run_job

ADMIN = Actor(kind=ActorKind.PERSON, id=uuid7(), is_admin=True)


def fail_every_attempt(monkeypatch: pytest.MonkeyPatch, kind: str) -> Job:
    """Run the only open job of a kind until it has failed."""
    job = Job.objects.get(kind=kind, state=JobState.QUEUED)

    def broken(**_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setitem(kind_registry._kinds, kind, _with_handler(kind, broken))
        for _ in range(job.max_attempts):
            Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
            run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    return job


def retried(job: Job) -> Job | None:
    """Retry the failed job as an admin; returns the new job."""
    return retry_job(job_id=job.pk, by=ADMIN, now=timezone.now())


def _with_handler(name: str, handler: object) -> object:
    kind = kind_registry.job_kind_named(name)
    return type(kind)(**{field: getattr(kind, field) for field in kind.__struct_fields__} | {"handler": handler})
