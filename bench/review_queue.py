"""Queries and time of the reviewers' queue: every view and sort, among few and many listings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.measures import Measure, milliseconds, print_measures, spread
from bench.portal import largest_listing, partner_with, portal
from bench.queue_rows import create_listings

if TYPE_CHECKING:
    from django.test import Client

_LISTINGS = (1_000, 10_000, 100_000)
_OPEN_LISTINGS = 1_250  # with a review for each of four teams
_PAGE_LOADS = 10
_PAGE_MS = 30
_MOST_QUERIES = 12


def _clients() -> "dict[str, Client]":
    """{who: client} of a reviewer of one team, and of a lead and admin."""
    from accounts.models import Team
    from common.actor import TeamRole

    return {
        "reviewer": _client({Team.ENGINEERING: TeamRole.REVIEWER}, is_admin=False),
        "lead": _client({Team.ENGINEERING: TeamRole.LEAD}, is_admin=True),
    }


def _client(teams: dict[str, int], *, is_admin: bool) -> "Client":
    from django.test import Client

    from accounts.models import Person, TeamMembership

    person = Person.objects.create(
        email=f"{'admin' if is_admin else 'reviewer'}@bench.example", name="Bench", is_admin=is_admin
    )
    for team, role in teams.items():
        TeamMembership.objects.create(person=person, team=team, role=role)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _pages() -> Iterator[tuple[str, str]]:
    """(who, query string) of each measured page."""
    from reviews.page.queue_sort import QUEUE_SORTS

    views = (("reviewer", ""), ("lead", ""), ("lead", "team=all"), ("lead", "team=all&view=reviews"))
    yield from views
    for who, query in views:
        yield from (
            (who, f"{query}&sort={sort}".lstrip("&")) for sort in sorted(QUEUE_SORTS) if not sort.startswith("-")
        )
    yield from (("reviewer", f"state={state}") for state in ("away", "decided", "any"))
    yield from (("reviewer", query) for query in ("claim=none", "age=2", "q=a1"))


def _queries(client: "Client", address: str) -> int:
    """The number of queries of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _open(client, address)
    return len(queries)


def _open(client: "Client", address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.content


def _measure(client: "Client", what: str, address: str) -> None:
    _open(client, address)
    times = [milliseconds(lambda: _open(client, address)) for _ in range(_PAGE_LOADS)]
    # Counted in a separate request, because recording the statements takes time.
    queries = Measure(what=f"{what}, queries", value=_queries(client, address), unit="queries", target=_MOST_QUERIES)
    print_measures(queries, *spread(what, times, unit="ms", target=_PAGE_MS))


def main() -> None:
    with portal():
        from portal.memory import freeze_and_enable_gc

        _, revision = partner_with(largest_listing())
        clients, existing = _clients(), 0
        freeze_and_enable_gc()  # as a web worker does
        for length in _LISTINGS:
            is_last = length == _LISTINGS[-1]
            create_listings(revision.listing, length - existing, open_ones=_OPEN_LISTINGS if is_last else 0)
            existing = length
            pages = list(_pages()) if is_last else [("reviewer", ""), ("lead", "")]
            for who, query in pages:
                _measure(
                    clients[who], f"queue of a {who}, {length:,} listings, {query or 'preset'}", f"/queue/?{query}"
                )


if __name__ == "__main__":
    main()
