"""Sends hints about waiting jobs to the broker. A hint may be lost or duplicated without harm."""

from collections.abc import Iterable

from celery import current_app
from kombu.exceptions import OperationalError

from common.external_service import ExternalService
from jobs.kind_registry import kind_names
from jobs.models import Job, JobState, Priority

TASK = "jobs.work"
_broker = ExternalService(OperationalError, OSError)


def hint_queue(kind: str, priority: int) -> str:
    """The queue of the broker for a kind of job. Each kind has its own, so that it can have workers of its own.

    Kinds of other releases share a queue for each priority.
    """
    group = Priority(priority).name.lower()
    return f"{group}-{kind}" if kind in kind_names() else group


def send_hint(job: Job) -> None:
    """Send a message to the broker. If that fails, the job is marked so that the sweeper sends the hint again."""
    queue = hint_queue(job.kind, job.priority)
    try:
        with _broker.call():
            current_app.send_task(TASK, args=[str(job.pk)], queue=queue, retry=False, ignore_result=True)
    except Exception:
        Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(hinted_at=None)
        raise


def numbers_of_hints(queues: Iterable[str]) -> dict[str, int]:
    """{queue: number of messages in the broker that no worker has received}."""
    with _broker.call(), current_app.connection_for_write() as connection:
        declare = connection.default_channel.queue_declare  # type: ignore[attr-defined]  # not in the stubs
        return {queue: declare(queue).message_count for queue in queues}
