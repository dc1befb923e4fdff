"""Time and queries of the portal's pages with few and with very many listings, partners and events on PostgreSQL.

BENCH_SCALE sets the number of copies of the demo's 28 listings; 3570 make 100,000 listings of 1,000 partners. A page
should take at most 1.5 times as long as with 1,000 listings. For the slowest statement, the note has its time and plan.

BENCH_SCALE_KEEP is the prefix of databases that are not dropped. Existing ones are migrated, but not seeded again.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

import psycopg
from msgspec import Struct

from bench.measures import Measure, milliseconds, percentile, print_measures
from bench.portal import portal
from bench.postgres import SERVER, create_database
from bench.scale_pages import clients, pages
from bench.scale_rows import Copies, add_copies, keep_originals
from tests.services import remove

if TYPE_CHECKING:
    from django.test import Client

_FEW = Copies(partners=10, listings=35)
_EVENTS_PER_COPY = 1_400  # 5 million events with 100,000 listings
_LOADS_OF_A_PAGE = 10
_FLAT_UP_TO = 1.5
_SEEDING_SECONDS = 600


class _Statement(Struct, frozen=True, kw_only=True):
    milliseconds: float
    sql: str
    parameters: Any


class _PageTimes(Struct, frozen=True, kw_only=True):
    """The times of a page in milliseconds, the number of its queries, and a note about the slowest one."""

    times: list[float]
    queries: int
    slowest: str


def _many() -> Copies:
    """The number of copies in the environment; each partner of the demo has 14 listings, and each copy up to 100."""
    listings = int(os.environ.get("BENCH_SCALE", "715"))
    return Copies(partners=max(_FEW.partners, listings * 28 // 200), listings=listings)


class _Database(Struct, kw_only=True):
    """A database and who opens its pages."""

    connection: Any
    clients: "dict[str, Client]"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        from django.db import DEFAULT_DB_ALIAS, connections

        connections[DEFAULT_DB_ALIAS] = self.connection
        yield


def _measure_all(few: _Database, many: _Database) -> Iterator[tuple[str, str, list[float], _PageTimes]]:
    """(who, address, times with few listings, times with many) of each page."""
    with few.in_use():
        addresses = list(pages())
    for who, address in addresses:
        yield who, address, *_measure(who, address, few, many)


def _measure(who: str, address: str, few: _Database, many: _Database) -> tuple[list[float], _PageTimes]:
    """Open the page of both databases in turns, so that the load of the machine is the same for both."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for _load in range(_LOADS_OF_A_PAGE + 1):
        for is_many, database in enumerate((few, many)):
            with database.in_use():
                client = database.clients[who]
                times[bool(is_many)].append(milliseconds(lambda: _open(client, address)))  # noqa: B023 called at once
    with many.in_use():
        statements = _statements(many.clients[who], address)
        slowest = max(statements, key=lambda statement: statement.milliseconds, default=None)
        note = _note(slowest) if slowest else ""
    return times[False][1:], _PageTimes(times=times[True][1:], queries=len(statements), slowest=note)


def _open(client: "Client", address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def _statements(client: "Client", address: str) -> list[_Statement]:
    """The statements of one request."""
    from django.db import connection

    timed: list[_Statement] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        result = execute(sql, parameters, many, context)
        timed.append(_Statement(milliseconds=1000 * (time.perf_counter() - started), sql=sql, parameters=parameters))
        return result

    with connection.execute_wrapper(note):
        _open(client, address)
    return timed


def _note(statement: _Statement) -> str:
    """The time, the table and the plan of a statement."""
    table = statement.sql.partition("FROM ")[2].partition(" ")[0].strip('"')
    return f"slowest {statement.milliseconds:.0f} ms from {table}: {_plan(statement)}"


def _plan(statement: _Statement) -> str:
    """The steps of the plan, from the result to the most expensive table or index."""
    from django.db import connection

    if not statement.sql.startswith(("SELECT", "(SELECT", "WITH")):
        return statement.sql.partition(" ")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.parameters)
        (plan,) = cursor.fetchone()
    node, steps = (plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"], []
    while node:
        steps.append(" ".join([node["Node Type"], node.get("Index Name") or node.get("Relation Name") or ""]).strip())
        node = max(node.get("Plans", ()), key=lambda child: child["Total Cost"], default=None)
    return " > ".join(steps)


def _print(measured: Iterable[tuple[str, str, list[float], _PageTimes]]) -> None:
    for who, address, few, page in measured:
        before, after = median(few), median(page.times)
        what = f"{who} {address.partition('?')[0]}{'?' if '?' in address else ''}"
        note = (
            f"p50 {before:.0f} to {after:.0f} ms, p95 {percentile(page.times, 95):.0f} ms, {page.queries} queries, "
            f"{page.slowest}"
        )
        print_measures(Measure(what=what, value=after / before, unit="times", target=_FLAT_UP_TO, note=note))


def main() -> None:
    prefix = os.environ.get("BENCH_SCALE_KEEP") or f"slipway_bench_{os.getpid()}"
    try:
        is_new = create_database(f"{prefix}_demo")
    except psycopg.Error as fault:
        print(f"Skipped, because PostgreSQL is not available: {fault}", file=sys.stderr)
        return
    os.environ |= {"DATABASE_URL": f"{SERVER}/{prefix}_demo", "MODE": "demo"}
    try:
        with portal():
            _run(prefix, is_new=is_new)
    finally:
        if "BENCH_SCALE_KEEP" not in os.environ:
            remove(SERVER, prefix)


def _run(prefix: str, *, is_new: bool) -> None:
    from django.core.management import call_command
    from django.db import connections

    from portal.memory import freeze_and_enable_gc

    if is_new:
        call_command("load_demo", verbosity=0)
    freeze_and_enable_gc()  # as a web worker does
    few, many = (
        _database(f"{prefix}_{name}", copies, template=f"{prefix}_demo")
        for name, copies in (("few", _FEW), ("many", _many()))
    )
    _print(_measure_all(few, many))
    few.connection.close()
    many.connection.close()
    connections.close_all()


def _database(name: str, copies: Copies, *, template: str) -> _Database:
    """The database with this name, which is seeded with the copies if it doesn't exist."""
    from django.core.management import call_command
    from django.db import DEFAULT_DB_ALIAS, connection, connections

    connection.close()
    is_new = create_database(name, template=template)
    connections[DEFAULT_DB_ALIAS] = copied = connection.copy()
    copied.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, interactive=False)
    if is_new:
        seconds = milliseconds(lambda: _seed(copies)) / 1000
        listings = f"{28 * (copies.listings + 1):,} listings"
        print_measures(Measure(what=f"seeding {listings}", value=seconds, unit="s", target=_SEEDING_SECONDS))
    return _Database(connection=copied, clients=clients())


def _seed(copies: Copies) -> None:
    from django.db import connection

    keep_originals()
    add_copies(Copies(partners=0, listings=0), copies, events=_EVENTS_PER_COPY * copies.listings)
    connection.close()  # and drop the temporary tables
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does in time


if __name__ == "__main__":
    main()
