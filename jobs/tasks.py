"""The Celery tasks, and the kind of job that deletes old jobs."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import actions, worker
from jobs.hints import TASK
from jobs.kind_registry import job_kind


@shared_task(name=TASK)
def work(job_id: str) -> None:
    worker.start_job(UUID(job_id))


@shared_task(name="jobs.sweep")
def sweep() -> None:
    worker.sweep()


@job_kind("delete-expired-jobs", label=_("Delete old jobs"), every=timedelta(days=1))
def delete_expired_jobs(**_: object) -> None:
    actions.delete_expired_jobs(now=timezone.now())
