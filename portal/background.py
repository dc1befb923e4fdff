"""The process of the worker or of beat: `python -m portal.background worker|beat`.

Celery's command line would do the same, but it loads modules for interactive use that take 10 MB of memory.
"""

import sys

import django

from portal.celery import app
from tilekit.checks.registered_checks import load_checks


def run_beat() -> None:
    """Send the periodic jobs until the process is terminated."""
    app.Beat(quiet=True).run()


def run_worker() -> None:
    """Run jobs until the process is terminated.

    Raises SystemExit with the exit code of the worker, or with what is wrong with WORKER_KINDS.
    """
    django.setup()
    from jobs.served_kinds import worker_queues  # app ready
    from jobs.system_checks import worker_kinds_problems  # app ready

    if problems := worker_kinds_problems():
        sys.exit("\n".join(problems))
    load_checks()  # once for all processes of the worker
    queues = ",".join(worker_queues())
    worker = app.Worker(queues=queues, quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True)
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    {"worker": run_worker, "beat": run_beat}[sys.argv[1]]()
