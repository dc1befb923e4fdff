"""Signal handlers of worker processes and of beat.

They write heartbeats, release the jobs of an earlier worker or a killed child, request a sweep when a worker starts,
and make it stop quickly.
"""

import os

import structlog
from billiard.exceptions import WorkerLostError
from celery import current_app
from celery.signals import (
    beat_init,
    task_failure,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutting_down,
)
from celery.worker import state
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from jobs.actions import release_jobs
from jobs.heartbeats import delete_heartbeats_of_children, start_heartbeat, stop_heartbeat
from jobs.job_threads import wait_for_threads
from jobs.queries import BEAT_PREFIX, WORKER_PREFIX
from jobs.served_kinds import served_kinds
from jobs.worker_name import claim_worker_name, worker_name

# Longer than a request to a webhook may take.
_THREAD_SECONDS = 15
_log = structlog.get_logger(__name__)


@worker_process_init.connect
def report_worker(**_: object) -> None:
    start_heartbeat(WORKER_PREFIX, kinds=",".join(served_kinds()) if settings.WORKER_KINDS else "")


@beat_init.connect
def report_beat(**_: object) -> None:
    start_heartbeat(BEAT_PREFIX)


@worker_process_shutdown.connect
def end_threads(**_: object) -> None:
    """Let jobs in threads finish, then stop the heartbeat. Their leases expire if they take too long."""
    wait_for_threads(_THREAD_SECONDS)
    stop_heartbeat()


@worker_init.connect
def release_jobs_of_predecessor(**_: object) -> None:
    """Release jobs that a killed worker left with a lease, under the name that is now free again."""
    claim_worker_name()
    _release()


@worker_ready.connect
def request_sweep(**_: object) -> None:
    """Request a sweep, so that jobs abandoned in a crash run at once instead of at the next beat."""
    current_app.send_task("jobs.sweep", ignore_result=True)


@task_failure.connect
def release_job_of_child(task_id: str = "", exception: BaseException | None = None, **_: object) -> None:
    """Release the job of a killed child process. Celery sends this signal to its parent."""
    if isinstance(exception, WorkerLostError) and task_id:
        _release(task_id)
        request_sweep()


def _release(message: str = "") -> None:
    try:
        release_jobs(worker=worker_name(), now=timezone.now(), message=message)
    except Error as fault:  # their leases will expire
        _log.warning("jobs could not be released", fault=repr(fault))
    finally:
        connection.close()  # children must not share it


@worker_shutting_down.connect
def end_children_with_worker(**_: object) -> None:
    """Exit at once if no task is running, because Celery's pool takes six seconds to stop. Its children exit too."""
    if not state.active_requests and not state.reserved_requests:
        delete_heartbeats_of_children(WORKER_PREFIX)
        os._exit(0)
