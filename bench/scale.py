"""Time and queries of the portal's pages with few and with very many listings, partners and events on PostgreSQL.

BENCH_SCALE sets the number of copies of the demo's 28 listings; 3570 make 100,000 listings of 1,000 partners. A page
should take at most 1.5 times as long as with 1,000 listings. For the slowest query, the note has its time.
"""

import os
import time
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.measures import Measure, milliseconds, percentile, print_measures
from bench.portal import portal
from bench.postgres import database
from bench.scale_rows import Copies, add_copies, keep_originals

if TYPE_CHECKING:
    from django.test import Client

_FEW = Copies(partners=10, listings=35)
_EVENTS_PER_COPY = 1_400  # 5 million events with 100,000 listings
_LOADS_OF_A_PAGE = 10
_FLAT_UP_TO = 1.5


def _many() -> Copies:
    """The number of copies in the environment; each partner of the demo has 14 listings, and each copy up to 100."""
    listings = int(os.environ.get("BENCH_SCALE", "715"))
    return Copies(partners=max(_FEW.partners, listings * 28 // 200), listings=listings)


def _pages() -> Iterator[tuple[str, str]]:
    """(who, address) of each measured page."""
    from listings.models import Listing
    from reviews.models import Review

    listing = Listing.objects.filter(organisation__slug="demo-harbour").earliest("created_at", "pk")
    review = Review.objects.filter(revision__listing__organisation__slug="demo-harbour", closed_at=None).earliest("pk")
    everyone = (
        "/",
        "/listings/",
        "/catalogue/",
        "/catalogue/?q=secrets",
        "/search/?q=harbour",
        f"/listings/{listing.pk}/",
    )
    staff = ("/queue/", "/queue/requests/", f"/reviews/{review.pk}/", "/releases/live/", "/sandboxes/", "/insights/")
    admins = ("/queue/?team=all", "/queue/fast-lane/", "/releases/vendors/", "/audit/", f"/audit/?listing={listing.pk}")
    yield from (("partner", address) for address in (*everyone, "/organisation/demo-harbour/audit/"))
    yield from (("engineering", address) for address in (*everyone[:5], *staff))
    yield from (("admin", address) for address in (*everyone[:5], *admins, "/retention/", "/system/"))


def _client(who: str) -> "Client":
    from django.test import Client

    from accounts.models import Person

    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(email=f"{who}@demo.example"))
    return client


def _statements(client: "Client", address: str) -> list[tuple[float, str]]:
    """(milliseconds, SQL) of the queries of one request."""
    from django.db import connection

    timed: list[tuple[float, str]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        result = execute(sql, parameters, many, context)
        timed.append((1000 * (time.perf_counter() - started), sql))
        return result

    with connection.execute_wrapper(note):
        _open(client, address)
    return timed


def _open(client: "Client", address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def _times(clients: "dict[str, Client]", pages: list[tuple[str, str]]) -> dict[tuple[str, str], list[float]]:
    times = {}
    for who, address in pages:
        client = clients[who]
        _open(client, address)
        times[who, address] = [milliseconds(lambda: _open(client, address)) for _ in range(_LOADS_OF_A_PAGE)]  # noqa: B023 called at once
    return times


def _print(
    clients: "dict[str, Client]", before: dict[tuple[str, str], list[float]], pages: list[tuple[str, str]]
) -> None:
    for (who, address), times in _times(clients, pages).items():
        statements = _statements(clients[who], address)
        slowest, sql = max(statements, default=(0.0, ""))
        what = f"{who} {address.partition('?')[0]}{'?' if '?' in address else ''}"
        note = (
            f"p50 {median(times):.0f} ms, p95 {percentile(times, 95):.0f} ms, {len(statements)} queries, "
            f"slowest {slowest:.0f} ms: {' '.join(sql.split()[:1])} … {sql[sql.find('FROM') :][:60]}"
        )
        ratio = median(times) / median(before[who, address])
        print_measures(Measure(what=what, value=ratio, unit="times", target=_FLAT_UP_TO, note=note))


def main() -> None:
    with database() as url:
        if not url:
            return
        os.environ |= {"DATABASE_URL": url, "MODE": "demo"}
        with portal():
            _run(_many())


def _run(many: Copies) -> None:
    from django.core.management import call_command
    from django.db import connections

    from portal.memory import freeze_and_enable_gc

    call_command("load_demo", verbosity=0)
    keep_originals()
    few_events, clients = (
        _EVENTS_PER_COPY * _FEW.listings,
        {who: _client(who) for who in ("partner", "engineering", "admin")},
    )
    add_copies(Copies(partners=0, listings=0), _FEW, events=few_events)
    freeze_and_enable_gc()  # as a web worker does
    pages = list(_pages())
    before = _times(clients, pages)
    started = time.perf_counter()
    add_copies(_FEW, many, events=_EVENTS_PER_COPY * many.listings - few_events)
    listings = f"{28 * (many.listings + 1):,} listings"
    print_measures(Measure(what=f"seeding {listings}", value=time.perf_counter() - started, unit="s", target=600))
    _print(clients, before, pages)
    connections.close_all()


if __name__ == "__main__":
    main()
