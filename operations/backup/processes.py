"""Whether processes of the portal use the database, according to their heartbeats.

An idle worker has no connection that another process could see.
"""

import math
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from jobs.models import Heartbeat
from jobs.queries import PROCESS_SILENCE, running_processes
from operations.backup.marker import is_unfinished
from operations.backup.problems import BackupProblem

_TABLE = "jobs_heartbeat"  # missing in an empty database


def assert_nothing_runs(now: datetime) -> None:
    """Raises BackupProblem if a process has reported recently. Heartbeats of an interrupted restore don't count."""
    if _TABLE not in connection.introspection.table_names() or is_unfinished():
        return
    processes = running_processes(now)
    if processes:
        raise BackupProblem(_described(processes, now))


def _described(processes: Sequence[Heartbeat], now: datetime) -> str:
    names = ", ".join(
        f"{row.name} (heartbeat {max(0, round((now - row.at).total_seconds()))} s ago)" for row in processes
    )
    wait = math.ceil((processes[0].at + PROCESS_SILENCE - now).total_seconds())
    return (
        f"The database is in use by {names}. Stop web, worker and beat first. If they have ended already, try again "
        f"in {wait} s."
    )
