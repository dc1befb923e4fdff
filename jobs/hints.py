"""Sends hints about waiting jobs to the broker. A hint may be lost or duplicated without harm."""

from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

from common.external_service import ExternalService
from jobs.models import Job, JobState, Priority

TASK = "jobs.work"
QUEUES = {priority: priority.name.lower() for priority in Priority}
_broker = ExternalService(OperationalError, OSError)


def send_hint(job_id: UUID, priority: int) -> None:
    """Send a message to the broker. If that fails, the job is marked so that the sweeper sends the hint again."""
    try:
        with _broker.call():
            current_app.send_task(
                TASK, args=[str(job_id)], queue=QUEUES[Priority(priority)], retry=False, ignore_result=True
            )
    except Exception:
        Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(hinted_at=None)
        raise
