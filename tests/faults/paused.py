"""A process of a worker that stops itself, as on a suspended machine."""

import os
import signal
import time

from django.db import connection

from jobs.models import Heartbeat

_POLL_SECONDS = 0.05


def stop_this_process() -> None:
    """Stop with SIGSTOP, after the first heartbeat of this process.

    The thread of heartbeats writes when the process starts. If it were stopped during that write, SQLite would stay
    locked for all other processes.
    """
    while not Heartbeat.objects.filter(name__endswith=f":{os.getpid()}").exists():
        time.sleep(_POLL_SECONDS)
    connection.close()
    os.kill(os.getpid(), signal.SIGSTOP)
