"""How long the teams took for their recent decisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Window
from django.db.models.functions import RowNumber
from msgspec import Struct

from accounts.models import Team
from reviews.models import Decision

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
    """The times of the teams in the last 90 days. One query, unless they are cached.

    Approvals that were kept from an earlier submission and withdrawn decisions don't count.
    """
    keys = {team: f"decision-times:{team}" for team in teams}
    cached = cache.get_many(keys.values())
    missing = [team for team, key in keys.items() if key not in cached]
    computed = _computed(missing, now) if missing else {}
    cache.set_many({keys[team]: value for team, value in computed.items()}, _CACHED_SECONDS)
    return [_times(team, computed[team] if team in computed else cached[keys[team]]) for team in teams]


Times = tuple[int, Sequence[timedelta]]


def _computed(teams: Sequence[str], now: datetime) -> Mapping[str, Times]:
    """{team: (number of decisions, [median, 90th percentile])}, by the nearest-rank method."""
    rows = Decision.objects.filter(
        at__gte=now - timedelta(days=MEASURED_DAYS), retracts=None, carried_from=None, review__team__in=teams
    ).exclude(retracted_by__isnull=False)
    time = ExpressionWrapper(F("at") - F("submission__submitted_at"), output_field=DurationField())
    team = F("review__team")
    ranked = rows.annotate(
        time=time,
        place=Window(RowNumber(), partition_by=[team], order_by=[time, F("pk")]),
        number=Window(Count("pk"), partition_by=[team]),
    )
    is_at = Q(place=(F("number") * 50 + 99) / 100) | Q(place=(F("number") * 90 + 99) / 100)
    times: dict[str, Times] = dict.fromkeys(teams, (0, ()))
    for name, number, length in ranked.filter(is_at).order_by("place").values_list("review__team", "number", "time"):
        times[name] = (number, (*times[name][1], length))
    return times


def _times(team: str, times: Times) -> DecisionTimes:
    number, lengths = times
    if not lengths:
        return DecisionTimes(team=team, number=0)
    return DecisionTimes(team=team, number=number, median=lengths[0], most=lengths[-1])
