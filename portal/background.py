"""The process of the worker or of beat: `python -m portal.background worker|beat`.

Celery's command line would do the same, but it loads modules for interactive use that take 10 MB of memory.
"""

import sys

from portal.celery import app

# The worker consumes the queues in this order.
QUEUES = "interactive,mail,bulk"


def main(name: str) -> None:
    """Run until the process is terminated. Raises SystemExit with the exit code of the worker."""
    if name == "beat":
        app.Beat(quiet=True).run()
        return
    worker = app.Worker(queues=QUEUES, quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True)
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main(sys.argv[1])
