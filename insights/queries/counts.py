"""Reads counts for readers. The number of rows depends on the months, teams and kinds, not on the listings."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from msgspec import Struct

from common.actor import Actor
from insights.models import MonthCounts, RevisionCounts, RollUp


class MonthRow(Struct, frozen=True, kw_only=True):
    """Counts of a month: {measure: {value: number}}. Those with sign -1 are subtracted from the others.

    listing is the name of the listing, "" in sums.
    """

    month: date
    team: str
    route: str
    kind: str
    counts: Mapping[str, Mapping[str, int]]
    sign: int = 1
    listing: str = ""


def visible_month_counts(actor: Actor, *, since: date) -> list[MonthRow]:
    """The counts from this month on, for staff: those of all listings, without the listings of their organisations."""
    if not actor.is_staff:
        return []
    rows = list(_rows(MonthCounts.objects.filter(month__gte=since)))
    if actor.organisations:
        own_counts = RevisionCounts.objects.filter(revision__listing__organisation__in=list(actor.organisations))
        rows += _rows(own_counts.filter(month__gte=since), sign=-1)
    return rows


def counts_of_organisation(organisation_id: UUID, *, since: date) -> list[MonthRow]:
    """The counts of the organisation's listings from this month on, without those that it deleted."""
    is_shown = {"revision__listing__organisation": organisation_id, "revision__listing__deleted_at": None}
    counts = RevisionCounts.objects.filter(month__gte=since, **is_shown)
    columns = ("month", "team", "route", "kind", "counts", "revision__listing__name")
    return [
        MonthRow(month=month, team=team, route=route, kind=kind, counts=numbers, listing=listing)
        for month, team, route, kind, numbers, listing in counts.values_list(*columns)
    ]


def rolled_up_at() -> datetime | None:
    """When the last roll-up ended; None if there was none."""
    return RollUp.objects.filter(pk=RollUp.ROW).values_list("ended_at", flat=True).first()


def _rows(counts: QuerySet[MonthCounts] | QuerySet[RevisionCounts], *, sign: int = 1) -> Iterator[MonthRow]:
    for month, team, route, kind, numbers in counts.values_list("month", "team", "route", "kind", "counts"):
        yield MonthRow(month=month, team=team, route=route, kind=kind, counts=numbers, sign=sign)
