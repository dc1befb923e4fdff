"""How long the teams took for their recent decisions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from msgspec import Struct

from accounts.models import Team
from reviews.models import Decision
from reviews.queries.pauses import incident_pauses, listings_ever_held, pauses_of
from reviews.waiting_times import percentile_of, time_without_pauses

MEASURED_DAYS = 90
# The page of the queue is opened often, and these numbers hardly change within an hour.
_CACHED_SECONDS = 3_600


class DecisionTimes(Struct, frozen=True, kw_only=True):
    """The median and the 90th percentile of the time from a submission to a decision of the team.

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
    """The times of the teams in the last 90 days. Four queries, unless they are cached.

    Holds and incidents that stopped the team don't count as time. Approvals that were kept from an earlier submission
    and withdrawn decisions don't count.
    """
    keys = {team: f"decision-times:{team}" for team in teams}
    cached = cache.get_many(keys.values())
    missing = [team for team, key in keys.items() if key not in cached]
    computed = _computed(missing, now) if missing else {}
    cache.set_many({keys[team]: value for team, value in computed.items()}, _CACHED_SECONDS)
    return [_times(team, computed[team] if team in computed else cached[keys[team]]) for team in teams]


Times = tuple[int, Sequence[timedelta]]


def _computed(teams: Sequence[str], now: datetime) -> Mapping[str, Times]:
    """{team: (number of decisions, [median, 90th percentile])}. Four queries."""
    decisions = Decision.objects.filter(
        at__gte=now - timedelta(days=MEASURED_DAYS), retracts=None, carried_from=None, review__team__in=teams
    ).exclude(retracted_by__isnull=False)
    rows = list(decisions.values_list("review__team", "submission__submitted_at", "at", "review__revision__listing_id"))
    incidents, held = incident_pauses(), listings_ever_held() & {listing_id for *_times, listing_id in rows}
    pauses = pauses_of(held, incidents)
    lengths: dict[str, Counter[timedelta]] = {team: Counter() for team in teams}
    for team, since, until, listing_id in rows:
        of_listing = pauses.get(listing_id, incidents)
        lengths[team][time_without_pauses(of_listing, since, until, team=team)] += 1
    return {team: (taken.total(), _percentiles(taken)) for team, taken in lengths.items()}


def _percentiles(lengths: Mapping[timedelta, int]) -> list[timedelta]:
    values = (percentile_of(lengths, percent) for percent in (50, 90))
    return [value for value in values if value is not None]


def _times(team: str, times: Times) -> DecisionTimes:
    number, lengths = times
    if not lengths:
        return DecisionTimes(team=team, number=0)
    return DecisionTimes(team=team, number=number, median=lengths[0], most=lengths[-1])
