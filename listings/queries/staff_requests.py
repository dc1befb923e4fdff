"""Queries about the requests of all kinds that wait for a reader's decision."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from common.actor import Actor
from listings.lifecycle import registry
from listings.lifecycle.requests import RequestLifecycle

MAX_WAITING = 1_000


def request_lifecycles() -> list[RequestLifecycle[Any]]:
    """The lifecycles of all kinds of requests."""
    return [lifecycle for lifecycle in registry.lifecycles.values() if isinstance(lifecycle, RequestLifecycle)]


def waiting_counts(actor: Actor) -> Mapping[str, int]:
    """{kind of request: how many wait for the actor's decision}, counted up to 1,001, without kinds that have none.

    One query.
    """
    counts = [
        rows.annotate(kind=Value(kind, CharField())).values("kind").annotate(number=Count("pk"))
        for kind, rows in counted_requests(actor).items()
    ]
    rows = counts[0].union(*counts[1:], all=True) if counts else ()
    return {row["kind"]: row["number"] for row in rows if row["number"]}


def counted_requests(actor: Actor) -> Mapping[str, QuerySet[Any]]:
    """{kind of request: at most 1,001 that wait for the actor's decision}, for a query that counts them."""
    rows = {}
    for lifecycle in request_lifecycles():
        waiting = lifecycle.waiting_for(actor).order_by().values("pk")[: MAX_WAITING + 1]
        rows[lifecycle.name] = waiting.model.objects.filter(pk__in=waiting)
    return rows
