"""What the processes of a worker do besides jobs: say that they live, start with a sweep, end without delay."""

import os
import platform
import threading

import structlog
from celery import current_app
from celery.signals import worker_process_init, worker_process_shutdown, worker_ready, worker_shutting_down
from celery.worker import state
from django.db import DatabaseError, connection
from django.utils import timezone

from jobs.actions import say_alive
from jobs.queries import WORKER_PREFIX

_INTERVAL_SECONDS = 10
_log = structlog.get_logger(__name__)
_stop = threading.Event()


@worker_process_init.connect
def start_heartbeat(**_: object) -> None:
    name = f"{WORKER_PREFIX}{platform.node()}:{os.getpid()}"
    threading.Thread(target=_beat, args=(name,), name="heartbeat", daemon=True).start()


@worker_process_shutdown.connect
def stop_heartbeat(**_: object) -> None:
    _stop.set()


@worker_ready.connect
def sweep_at_once(**_: object) -> None:
    """A worker that starts after a crash finds what was left without waiting for beat."""
    current_app.send_task("jobs.sweep", ignore_result=True)


@worker_shutting_down.connect
def end_at_once_when_idle(**_: object) -> None:
    """Celery's pool needs six seconds to see that it has nothing to do; its children end with this process."""
    if not state.active_requests and not state.reserved_requests:
        os._exit(0)


def _beat(name: str) -> None:
    while True:
        try:
            say_alive(name=name, now=timezone.now())
        except DatabaseError as fault:
            _log.warning("no heartbeat could be written", fault=repr(fault))
        finally:
            connection.close()
        if _stop.wait(_INTERVAL_SECONDS):
            return
