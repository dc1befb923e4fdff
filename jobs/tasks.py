"""The Celery tasks, and the kind of job that removes old records."""

from datetime import timedelta
from uuid import UUID

from celery import Task, shared_task
from django.utils.translation import gettext_lazy as _

from jobs import worker
from jobs.hints import TASK
from jobs.kind_registry import Renew, job_kind
from jobs.retention.actions import remove_due_rows

REMOVAL_JOB = "remove-old-records"


@shared_task(name=TASK, bind=True)
def work(self: "Task[[str], None]", job_id: str) -> None:
    worker.start_job(UUID(job_id), message=self.request.id or "")


@shared_task(name="jobs.sweep")
def sweep() -> None:
    worker.sweep()


@job_kind(REMOVAL_JOB, label=_("Remove old records"), every=timedelta(hours=1))
def remove_old_records(*, renew: Renew, **_: object) -> None:
    remove_due_rows(renew=renew)
