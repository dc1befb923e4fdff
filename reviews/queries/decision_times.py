"""How long the teams took for their recent decisions."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.core.cache import cache
from msgspec import Struct

from accounts.models import Team
from reviews.models import Decision
from reviews.queries.pauses import incident_pauses, listings_ever_held, pauses_of
from reviews.waiting_times import percentile_of, time_without_pauses

MEASURED_DAYS = 90
# The page of the queue is opened often, and these numbers hardly change within an hour.
_CACHED_SECONDS = 3_600
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)

Lengths = Counter[tuple[str, int]]  # {(team, minutes): number of decisions}


class DecisionTimes(Struct, frozen=True, kw_only=True):
    """The median and the 90th percentile of the time from a submission to a decision of the team, in whole minutes.

    Both are None if the team decided nothing. number is the number of its decisions.
    """

    team: str
    number: int
    median: timedelta | None = None
    most: timedelta | None = None

    @property
    def label(self) -> str:
        return str(Team(self.team).label)


def decision_times(teams: Sequence[str], now: datetime) -> list[DecisionTimes]:
    """The times of the teams in the last 90 days. No query if they are cached.

    Holds and incidents that stopped the team don't count as time. Approvals that were kept from an earlier submission
    and withdrawn decisions don't count.
    """
    times: Mapping[str, DecisionTimes] | None = cache.get("decision-times")
    if times is None:
        times = _computed(now)
        cache.set("decision-times", times, _CACHED_SECONDS)
    return [times[team] for team in teams]


def _computed(now: datetime) -> Mapping[str, DecisionTimes]:
    lengths: dict[str, Counter[int]] = {team: Counter() for team in Team.values}
    for of_day in _lengths_by_day(now):
        for (team, minutes), number in of_day.items():
            lengths[team][minutes] += number
    return {team: _times(team, numbers) for team, numbers in lengths.items()}


def _times(team: str, minutes: Counter[int]) -> DecisionTimes:
    median, most = (percentile_of(minutes, percent) for percent in (50, 90))
    if median is None or most is None:
        return DecisionTimes(team=team, number=0)
    return DecisionTimes(team=team, number=minutes.total(), median=median * _MINUTE, most=most * _MINUTE)


def _lengths_by_day(now: datetime) -> Collection[Lengths]:
    """The decisions of each of the days. Days before yesterday are cached, because they don't change any more."""
    last = now.astimezone(UTC).date()
    keys = {last - _DAY * ago: f"decision-times:{last - _DAY * ago}" for ago in range(MEASURED_DAYS + 1)}
    cached = cache.get_many(keys.values())
    missing = {day: Lengths() for day, key in keys.items() if key not in cached}
    _count(missing)
    final = {keys[day]: lengths for day, lengths in missing.items() if day < last - _DAY}
    cache.set_many(final, MEASURED_DAYS * _DAY.total_seconds())
    return [*cached.values(), *missing.values()]


def _count(lengths: Mapping[date, Lengths]) -> None:
    """Add the decisions of these days, in UTC. Four queries."""
    decisions = Decision.objects.filter(
        at__gte=datetime.combine(min(lengths), time(), UTC), retracts=None, carried_from=None
    ).exclude(retracted_by__isnull=False)
    columns = ("review__team", "submission__submitted_at", "at", "review__revision__listing_id")
    rows = [row for row in decisions.values_list(*columns) if row[2].date() in lengths]
    incidents, held = incident_pauses(), listings_ever_held() & {listing_id for *_times, listing_id in rows}
    pauses = pauses_of(held, incidents)
    for team, since, until, listing_id in rows:
        of_listing = pauses.get(listing_id, incidents)
        lengths[until.date()][team, time_without_pauses(of_listing, since, until, team=team) // _MINUTE] += 1
