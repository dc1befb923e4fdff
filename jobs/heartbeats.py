"""Reports regularly that a web, worker or beat process is alive, so that nobody replaces the database below it."""

import os
import threading

import structlog
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from jobs.actions import record_heartbeat

_INTERVAL_SECONDS = 10
_log = structlog.get_logger(__name__)
_stop = threading.Event()


def start_heartbeat(prefix: str, *, kinds: str = "") -> None:
    """Report in a thread until the process ends. The name is the prefix, the machine and the ID of this process."""
    name = f"{prefix}{settings.WORKER_NAME}:{os.getpid()}"
    threading.Thread(target=_beat, args=(name, kinds), name="heartbeat", daemon=True).start()


def stop_heartbeat() -> None:
    """End the reports of this process."""
    _stop.set()


def _beat(name: str, kinds: str = "") -> None:
    while True:
        try:
            record_heartbeat(name=name, now=timezone.now(), kinds=kinds)
        except Error as fault:
            _log.warning("no heartbeat could be written", fault=repr(fault))
        finally:
            connection.close()
        if _stop.wait(_INTERVAL_SECONDS):
            return
