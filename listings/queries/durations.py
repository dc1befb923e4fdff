"""Queries about how long comparable revisions stayed in a state."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import reduce
from math import ceil
from operator import or_

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from msgspec import Struct

from listings.models import Revision, StatePeriod

LAST = 100
ENOUGH = 20
Group = tuple[str, str]


class Durations(Struct, frozen=True, kw_only=True):
    """The median and the 90th percentile of the time that comparable revisions recently spent in a state."""

    median: timedelta
    most: timedelta


def durations_of(revisions: Iterable[Revision]) -> Mapping[Group, Durations]:
    """{(state, route): durations} for the states and routes of the revisions. One query.

    They are computed from the last hundred periods in the same state on the same route. Groups with too few periods
    are left out.
    """
    groups = {(revision.state, revision.listing.route) for revision in revisions}
    if not groups:
        return {}
    rows = periods_of(groups).order_by("-until")
    lengths: dict[Group, list[timedelta]] = {}
    for state, route, since, until in rows.values_list("state", "route", "since", "until"):
        lengths.setdefault((state, route), []).append(until - since)
    return {group: _durations(seconds[:LAST]) for group, seconds in lengths.items() if len(seconds) >= ENOUGH}


def periods_of(groups: Iterable[Group]) -> QuerySet[StatePeriod]:
    """The periods from which the durations of the groups are computed."""
    return StatePeriod.objects.filter(reduce(or_, (_is_among_last(*group) for group in groups)))


def _is_among_last(state: str, route: str) -> Q:
    """The condition for the last hundred periods of the group, and others with the same end as the first of them.

    With a window function, the database would read all periods of the group.
    """
    ends = StatePeriod.objects.filter(state=state, route=route).order_by("-until").values("until")
    first = Coalesce(Subquery(ends[LAST - 1 : LAST]), Value(datetime.min.replace(tzinfo=UTC)))
    return Q(state=state, route=route, until__gte=first)


def _durations(lengths: list[timedelta]) -> Durations:
    ordered = sorted(lengths)
    return Durations(median=_percentile(ordered, 50), most=_percentile(ordered, 90))


def _percentile(ordered: list[timedelta], percent: int) -> timedelta:
    """The shortest duration that is at least as long as this percentage of the durations, which must be sorted."""
    return ordered[ceil(len(ordered) * percent / 100) - 1]
