"""Queries about the requests of all kinds that wait for a reader's decision."""

from collections.abc import Iterable, Mapping
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
    counts = list(_counts(request_lifecycles(), actor))
    rows = counts[0].union(*counts[1:], all=True) if counts else ()
    return {row["kind"]: row["number"] for row in rows if row["number"]}


def _counts(lifecycles: Iterable[RequestLifecycle[Any]], actor: Actor) -> Iterable[QuerySet[Any, dict[str, Any]]]:
    for lifecycle in lifecycles:
        waiting = lifecycle.waiting_for(actor).order_by().values("pk")[: MAX_WAITING + 1]
        rows: QuerySet[Any] = waiting.model.objects.filter(pk__in=waiting)
        yield rows.annotate(kind=Value(lifecycle.name, CharField())).values("kind").annotate(number=Count("pk"))
