"""Traffic of twenty people while processes are killed: `python -m bench.soak`, for MINUTES.

It proves that no confirmed write is lost or stored twice. The portal has a database of its own: an SQLite file, or a
new database on the server of DATABASE_URL. With REDIS_URL, use a Redis database that nothing else uses.
"""

import os
import socket
import sys
import tempfile
import threading
from pathlib import Path
from threading import Event, Thread

from bench.measures import ROOT
from bench.soak.person import SoakPerson, Traffic
from bench.soak.processes import KILLED_KINDS, Processes
from bench.soak.proof import problems, wait_for_queue
from bench.soak.report import report_text, write_report
from bench.soak.scene import create_people
from tests.migrated import empty_database

_KILL_SECONDS = 60


def main() -> int:
    """Run the soak; returns 1 if a write was lost or doubled."""
    minutes = float(os.environ.get("MINUTES") or 30)
    reports = Path(os.environ.get("DATA_DIR") or ROOT / "var")
    with (
        tempfile.TemporaryDirectory(prefix="slipway-soak-", ignore_cleanup_errors=True) as name,
        empty_database() as at,
    ):
        folder, port = Path(name), _free_port()
        settings = {**at, "DATA_DIR": name, "DEMO_DATA": "off", "LOG_LEVEL": "WARNING", "PORT": str(port)}
        os.environ.update(settings, DJANGO_SETTINGS_MODULE="portal.settings", WEB_PROCESSES="2")
        traffic = Traffic()
        people = _prepared_people(traffic, port=port)
        processes = Processes(os.environ, folder=folder)
        try:
            processes.start_all()
            _run(people, processes, minutes=minutes)
            wrong = [*wait_for_queue(), *problems(traffic.ledger)]
        finally:
            processes.stop()
    text = report_text(traffic, kills=processes.kills, problems=wrong, minutes=minutes)
    print(text)
    print(f"\nThe report is in {write_report(text, reports)}.")
    return 1 if wrong else 0


def _prepared_people(traffic: Traffic, *, port: int) -> list[SoakPerson]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("prepare", verbosity=0)
    people = create_people(traffic, base_url=f"http://127.0.0.1:{port}")
    connection.close()
    return people


def _run(people: list[SoakPerson], processes: Processes, *, minutes: float) -> None:
    is_over, is_calm = Event(), Event()
    # A run that is shorter than three minutes kills each kind of process, too.
    pause = min(_KILL_SECONDS, 60 * minutes / (len(KILLED_KINDS) + 1))
    killer = Thread(target=processes.kill_until, args=(is_calm,), kwargs={"pause_seconds": pause})
    threads = [threading.Thread(target=person.run, args=(is_over,)) for person in people]
    for thread in (killer, *threads):
        thread.start()
    is_calm.wait(60 * minutes)
    is_calm.set()
    killer.join()
    is_over.wait(5)  # the last killed process starts
    is_over.set()
    for thread in threads:
        thread.join()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
