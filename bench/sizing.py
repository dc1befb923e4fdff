"""What a listing needs on the disk, and what a request costs: the numbers for docs/operations.md.

Requests are measured in seconds of the CPU, because other programs of the machine make wall-clock times longer.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bench.api_clients import ApiClient, ClientData
from bench.measures import Measure, print_measures
from bench.portal import portal
from bench.postgres import database
from bench.scale_rows import Copies, add_copies, keep_originals
from bench.start import free_port, process_ids, wait_for, web_process
from bench.v1_clients import V1Client

if TYPE_CHECKING:
    from listings.models import Listing

_COPIES = Copies(partners=10, listings=35)
_SIZING_EVENTS = 100_000
_RUNS, _REQUESTS_PER_RUN = 5, 40
_WEB = {"WEB_PROCESSES": "1", "API_CALLS_PER_MINUTE": "1000000"}


def _database_bytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _measure_sizes() -> None:
    from django.conf import settings
    from django.db import connection

    from listings.models import Listing

    listings = Listing.objects.count()
    stored = sum(path.stat().st_size for path in Path(settings.DATA_DIR, "files").rglob("*") if path.is_file())
    keep_originals(findings_per_run=10_000)
    before = _database_bytes()
    add_copies(Copies(partners=0, listings=0), _COPIES, events=0)
    copied = _database_bytes()
    add_copies(_COPIES, _COPIES, events=_SIZING_EVENTS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    copies = listings * _COPIES.listings
    print_measures(
        Measure(what="files of a listing", value=stored / listings / 1e6, unit="MB", note=f"{listings} of the demo"),
        Measure(what="database for 1,000 listings", value=(copied - before) / copies / 1e3, unit="MB"),
        Measure(
            what="database for a million audit events", value=(_database_bytes() - copied) / _SIZING_EVENTS, unit="MB"
        ),
    )


def _client(listing: "Listing", port: int) -> V1Client:
    """A client of the API that may read the listing."""
    from accounts.actors import actor_of
    from accounts.models import Organisation, Person
    from tests.api.factories import caller_of

    organisation = Organisation.objects.get(pk=listing.organisation_id)
    caller = caller_of(organisation, actor_of(Person.objects.get(email="partner@demo.example")), name="Sizing")
    place = ClientData(
        tenant=str(organisation.pk), form=caller.form(), product=f"/{listing.pk}", module="", session=""
    )  # fmt: skip
    client = V1Client(place, port)
    client.token()
    return client


def _open(client: ApiClient, address: str, session: str) -> None:
    client.link.request("GET", address, headers={"Cookie": f"sessionid={session}"} if session else {})
    response = client.link.getresponse()
    response.read()
    assert response.status == 200, (address, response.status)


def _session(email: str) -> str:
    from django.conf import settings
    from django.test import Client

    from accounts.models import Person

    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(Person.objects.get(email=email))
    return visitor.cookies[settings.SESSION_COOKIE_NAME].value


def _cpu_seconds(web: int) -> tuple[float, float]:
    """Seconds of the CPU that the web process has used, and those of the connections to the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = %s "
                       "AND pid <> pg_backend_pid()", ["client backend"])  # fmt: skip
        backends = [pid for (pid,) in cursor.fetchall()]
    return sum(map(_seconds_of, process_ids(web))), sum(map(_seconds_of, backends))


def _seconds_of(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _measure_requests(what: str, call: Callable[[], None], web: int) -> None:
    call()
    costs = []
    for _ in range(_RUNS):
        before = _cpu_seconds(web)
        for _ in range(_REQUESTS_PER_RUN):
            call()
        costs.append(
            [(after - start) / _REQUESTS_PER_RUN for start, after in zip(before, _cpu_seconds(web), strict=True)]
        )
    ours, theirs = min(costs)
    note = f"{1000 * ours:.0f} ms in web, {1000 * theirs:.0f} ms in PostgreSQL, best of {_RUNS} runs"
    print_measures(Measure(what=what, value=1 / ours, unit="requests per second and core", note=note))


def main() -> None:
    with database() as url:
        if not url:
            return
        os.environ |= {"DATABASE_URL": url, "MODE": "demo", **_WEB}
        with portal():
            _run(free_port())


def _run(port: int) -> None:
    from django.core.management import call_command
    from django.db import connections

    from listings.models import Listing
    from reviews.models import Review

    call_command("load_demo", verbosity=0)
    partner, reviewer = _session("partner@demo.example"), _session("engineering@demo.example")
    listing = Listing.objects.filter(organisation__slug="demo-harbour").latest("created_at", "pk")
    review = Review.objects.filter(revision__listing__organisation__slug="demo-harbour", closed_at=None).earliest("pk")
    draft = f"/listings/{listing.pk}/revisions/{listing.revisions.latest('number').number}/overview/"
    _measure_sizes()
    with web_process({**os.environ, "PORT": str(port)}) as web:
        wait_for(f"http://127.0.0.1:{port}/health/live")
        client = _client(listing, port)
        pages = {"/catalogue/": "", "/": partner, "/listings/": partner, draft: partner}
        pages |= {"/queue/": reviewer, f"/reviews/{review.pk}/": reviewer}
        for address, session in pages.items():
            _measure_requests(address, lambda: _open(client, address, session), web)  # noqa: B023 called at once
        _measure_requests("/api/v1: read a listing", client.read, web)
        _measure_requests("/api/v1: list 10 listings", lambda: client.page(10), web)
    connections.close_all()


if __name__ == "__main__":
    main()
