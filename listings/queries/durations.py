"""Queries about how long comparable revisions stayed in a state."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import ceil

from django.db.models import F, Window
from django.db.models.functions import RowNumber
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
    place = Window(RowNumber(), partition_by=[F("state"), F("route")], order_by=F("until").desc())
    rows = (
        StatePeriod.objects.filter(state__in={state for state, _ in groups}, route__in={route for _, route in groups})
        .annotate(place=place)
        .filter(place__lte=LAST)
        .values_list("state", "route", "since", "until")
    )
    lengths: dict[Group, list[timedelta]] = {}
    for state, route, since, until in rows:
        lengths.setdefault((state, route), []).append(until - since)
    return {group: _durations(seconds) for group, seconds in lengths.items() if len(seconds) >= ENOUGH}


def _durations(lengths: list[timedelta]) -> Durations:
    ordered = sorted(lengths)
    return Durations(median=_percentile(ordered, 50), most=_percentile(ordered, 90))


def _percentile(ordered: list[timedelta], percent: int) -> timedelta:
    """The shortest duration that is at least as long as this percentage of the durations, which must be sorted."""
    return ordered[ceil(len(ordered) * percent / 100) - 1]
