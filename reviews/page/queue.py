"""Prepares a page of the review queue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, IntegerField, Q, QuerySet, Value
from msgspec import Struct

from common.actor import Actor
from common.pages import page_of
from listings.queries.staff_requests import counted_requests
from reviews.models import Review
from reviews.page.queue_filter import AWAY, COUNTED_UP_TO, DECIDED, IN_STATE, ON_HOLD, WAITING, QueueFilter, with_claims
from reviews.page.queue_rows import QueueRow, review_rows
from reviews.page.queue_sort import DUE
from reviews.queries import reviews_decided_by
from reviews.queries.queue_facts import one_per_listing, with_order, with_row_facts
from reviews.queries.workload import TeamLoad, grouped_loads, loads_from, overdue_at, waiting_for_teams

if TYPE_CHECKING:
    from reviews.queries.queue_facts import QueueReview

QUEUE_PAGE_SIZE = 20
_OWN, _REQUEST = "own", "request:"
_COUNTED = ("waiting", "overdue", "mine", "unclaimed", "hold", "away")


class Queue(Struct, frozen=True, kw_only=True):
    """A page of the queue. counts is {tab: number of rows} with the same filter, and "overdue" for the
    overdue ones; loads is {team: load} without one; requests is {kind of request: how many wait for the reader}.

    own_listings is how many listings wait for the reader's teams.
    """

    rows: Sequence[QueueRow]
    next_cursor: str | None
    counts: Mapping[str, int]
    loads: Mapping[str, TeamLoad]
    requests: Mapping[str, int]
    own_listings: int


def queue_page(filters: QueueFilter, actor: Actor, *, after: str, now: datetime) -> Queue:
    """The page of the queue after the cursor. The number of queries is constant."""
    order, listing_teams = filters.order(actor), filters.teams(actor) if filters.is_by_listing(actor) else ()
    facts = reviews_decided_by(actor) if filters.state == DECIDED else Review.objects.all()
    page = page_of(
        with_order(queue_rows(filters, actor, now=now), order, now),
        order=order,
        size=QUEUE_PAGE_SIZE,
        after=after,
        facts=with_order(with_row_facts(facts, now), order, now),
    )
    is_grouped = filters.state == WAITING and filters.shown_sort == DUE
    numbers = _numbers(filters, actor, now=now)
    return Queue(
        rows=review_rows(
            cast("Sequence[QueueReview]", page.rows), actor, listing_teams=listing_teams, is_grouped=is_grouped, now=now
        ),
        next_cursor=page.next_cursor,
        counts=_counts(numbers),
        loads=loads_from({team: (row["waiting"], row["overdue"]) for team, row in numbers.items()}),
        requests={
            name.removeprefix(_REQUEST): row["waiting"] for name, row in numbers.items() if name.startswith(_REQUEST)
        },
        own_listings=numbers[_OWN]["waiting"] if _OWN in numbers else 0,
    )


def queue_rows(filters: QueueFilter, actor: Actor, *, now: datetime) -> QuerySet[Review]:
    """The reviews that the filter selects or, in the view by listing, one of each listing."""
    is_decided = filters.state == DECIDED
    rows = filters.decided_reviews(actor, now=now) if is_decided else filters.open_reviews(actor, now=now)
    selected = filters.select(with_claims(rows, actor.id, now=now) if filters.claim else rows)
    return one_per_listing(selected, now) if filters.is_by_listing(actor) else selected


def _numbers(filters: QueueFilter, actor: Actor, *, now: datetime) -> dict[str, dict[str, int]]:
    """{"open": numbers of rows by tab, "decided": number as waiting, team: its load as waiting and overdue}.

    "own" has the number of listings of the reader's teams as waiting, "request:KIND" that of requests. One query.
    """
    column = "revision" if filters.with_changes(state=WAITING).is_by_listing(actor) else "pk"
    is_waiting = IN_STATE[WAITING]
    conditions = (
        *(is_waiting, is_waiting & overdue_at(now)),
        *(is_waiting & Q(is_mine=True), is_waiting & Q(is_claimed=False)),
        *(IN_STATE[ON_HOLD], IN_STATE[AWAY]),
    )
    open_reviews = with_claims(filters.open_reviews(actor, now=now), actor.id, now=now)
    named = zip(_COUNTED, conditions, strict=True)
    of_open = {name: Count(column, distinct=True, filter=condition) for name, condition in named}
    none = {name: Value(0, output_field=IntegerField()) for name in _COUNTED}
    counted = filters.decided_reviews(actor, now=now).order_by().values("pk")[: COUNTED_UP_TO + 1]
    decided = _grouped(Review.objects.filter(pk__in=counted), "decided")
    of_teams = _grouped(waiting_for_teams(actor), _OWN)
    loads = grouped_loads(actor, now)
    counted_rows = [
        _grouped(rows, f"{_REQUEST}{kind}").annotate(**{**none, "waiting": Count("pk")})
        for kind, rows in counted_requests(actor).items()
    ]
    rows = (
        _grouped(open_reviews, "open")
        .annotate(**of_open)
        .union(
            decided.annotate(**{**none, "waiting": Count("pk")}),
            loads.annotate(**{name: none[name] for name in ("mine", "unclaimed", "hold", "away")}),
            of_teams.annotate(**{**none, "waiting": Count("revision", distinct=True)}),
            *counted_rows,
            all=True,
        )
    )
    return {str(row["tab"]): row for row in rows}


def _counts(numbers: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """{tab: number of its rows}."""
    nothing = dict.fromkeys(_COUNTED, 0)
    of_open, decided = numbers.get("open", nothing), numbers.get("decided", nothing)
    return {**{name: of_open[name] for name in _COUNTED}, "decided": decided["waiting"]}


def _grouped(rows: QuerySet[Any], tab: str) -> QuerySet[Any, dict[str, int]]:
    return rows.order_by().annotate(tab=Value(tab)).values("tab")
