"""Memory of web and worker with the demo data, and after importing, checking and viewing the corpus several times.

No process is replaced in between.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from typing import TypedDict

from bench.measures import ROOT, Measure, print_measures
from bench.start import free_port, instance, is_responding, process_memory, wait_for
from tests.shared import listing_folders

_CHECKS_SECONDS = 600
_VISITS = 20
_MEMORY_RUNS = 5
_TARGETS = {"worker": 200, "web": 150}
_NO_RESTARTS = {
    "DJANGO_SETTINGS_MODULE": "bench.no_restart_settings",
    "GUNICORN_CMD_ARGS": "--max-requests 0 --max-requests-jitter 0",
}


class FilledPortal(TypedDict):
    """Paths of pages, and the session of a person who may see them."""

    session: str
    pages: list[str]


def fill(number: str) -> FilledPortal:
    """Import the corpus for a partner, and wait until the worker has run the deep checks of all of it."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from accounts.actors import actor_of
    from accounts.models import Organisation, Person
    from jobs.models import OPEN_STATES
    from listings.content.packages import package_at
    from listings.imports.folder_imports import import_package
    from validation.actions import request_run
    from validation.models import Run

    partner = Person.objects.get(email="partner@demo.example")
    by, now = actor_of(partner), timezone.now()
    organisation = Organisation.objects.get(slug="demo-harbour")
    pages = []
    for folder in listing_folders():
        package, name = package_at(folder), f"{folder.name}, round {number}"
        revision = import_package(organisation_id=organisation.pk, package=package, name=name, by=by, now=now)
        request_run(revision_id=revision.pk, by=by, now=now)
        address = f"/listings/{revision.listing_id}/revisions/{revision.number}"
        pages += [f"{address}/overview/", f"{address}/review/"]
    until = time.monotonic() + _CHECKS_SECONDS
    while Run.objects.filter(state__in=OPEN_STATES).exists():
        assert time.monotonic() < until, f"the checks did not finish within {_CHECKS_SECONDS} s"
        time.sleep(0.2)
    client = Client()
    client.force_login(partner)
    return FilledPortal(session=client.cookies[settings.SESSION_COOKIE_NAME].value, pages=pages)


def _filled(folder: str, number: int) -> FilledPortal:
    environ = {**os.environ, "DATA_DIR": folder, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-m", "bench.memory", "fill", str(number)]
    done = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    filled: FilledPortal = json.loads(done.stdout.splitlines()[-1])
    return filled


def _visit(address: str, session: str) -> None:
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"})
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status == 200, f"{address} returned {response.status}"
        assert "/accounts/login/" not in response.url, f"{address} redirects to the sign-in page"


def _memory_measures(weights: dict[str, float], when: str) -> list[Measure]:
    return [
        Measure(what=f"memory of {name}, {when}", value=weight, unit="MB", target=_TARGETS.get(name, 0))
        for name, weight in weights.items()
    ]


def main() -> None:
    port = free_port()
    os.environ.update(_NO_RESTARTS)
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as folder, instance(folder, port) as runner:
        wait_for(f"http://127.0.0.1:{port}/health/ready")
        for _ in range(_VISITS):
            is_responding(f"http://127.0.0.1:{port}/catalogue/")
        print_measures(*_memory_measures(process_memory(runner.pid), "with the demo data"))
        for number in range(1, _MEMORY_RUNS + 1):
            filled = _filled(folder, number)
            for page in filled["pages"]:
                _visit(f"http://127.0.0.1:{port}{page}", filled["session"])
            if number in (1, _MEMORY_RUNS):
                print_measures(*_memory_measures(process_memory(runner.pid), f"after round {number} with the corpus"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        print(json.dumps(fill(sys.argv[2])))
    else:
        main()
