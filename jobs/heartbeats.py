"""Reports regularly that a web, worker or beat process is alive, so that nobody replaces the database below it."""

import atexit
import os
import threading
from collections.abc import Collection

import structlog
from billiard import active_children
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from jobs.actions import delete_heartbeats, record_heartbeat

_INTERVAL_SECONDS = 10
_LONGEST_STOP_SECONDS = 3  # while a process ends; it doesn't wait longer for a database that is away
_log = structlog.get_logger(__name__)
_stop = threading.Event()
_threads: list[threading.Thread] = []


def start_heartbeat(prefix: str, *, kinds: str = "") -> None:
    """Report in a thread until the process ends. The name is the prefix, the machine and the ID of this process."""
    thread = threading.Thread(target=_beat, args=(_name(prefix, os.getpid()), kinds), name="heartbeat", daemon=True)
    _threads.append(thread)
    thread.start()
    atexit.register(stop_heartbeat)


def stop_heartbeat() -> None:
    """End the reports of this process, and delete the last one: only a process that was killed leaves one."""
    _stop.set()
    for thread in _threads:
        thread.join(_LONGEST_STOP_SECONDS)


def delete_heartbeats_of_children(prefix: str) -> None:
    """Delete the reports of the child processes, which may be killed before they can do so.

    In a thread with its own connection, because a signal may have interrupted this one in the middle of a query.
    """
    names = [_name(prefix, child.pid) for child in active_children()]
    thread = threading.Thread(target=_delete, args=(names,), daemon=True)
    thread.start()
    thread.join(_LONGEST_STOP_SECONDS)


def _name(prefix: str, process_id: int | None) -> str:
    return f"{prefix}{settings.WORKER_NAME}:{process_id}"


def _beat(name: str, kinds: str = "") -> None:
    while True:
        try:
            record_heartbeat(name=name, now=timezone.now(), kinds=kinds)
        except Error as fault:
            _log.warning("no heartbeat could be written", fault=repr(fault))
        finally:
            connection.close()
        if _stop.wait(_INTERVAL_SECONDS):
            _delete([name])
            return


def _delete(names: Collection[str]) -> None:
    try:
        delete_heartbeats(names=names)
    except Error as fault:
        _log.warning("heartbeats could not be deleted", fault=repr(fault))
    finally:
        connection.close()
