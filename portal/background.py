"""The process of the worker or of beat: `python -m portal.background worker|beat`.

Celery's command line would do the same, but it loads modules for interactive use that take 10 MB of memory.
"""

import sys

from portal.celery import app

# The worker consumes the queues in this order.
WORKER_QUEUES = "interactive,mail,bulk"


def run_beat() -> None:
    """Send the periodic jobs until the process is terminated."""
    app.Beat(quiet=True).run()


def run_worker() -> None:
    """Run jobs until the process is terminated. Raises SystemExit with the exit code of the worker."""
    worker = app.Worker(
        queues=WORKER_QUEUES, quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    {"worker": run_worker, "beat": run_beat}[sys.argv[1]]()
