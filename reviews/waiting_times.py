"""How long teams waited or took, without the time in which they could not work, and its percentiles."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct

V = TypeVar("V", int, timedelta)


class Pause(Struct, frozen=True, kw_only=True):
    """A time in which the listing was on hold, or an incident stopped a team; team is "" if all teams waited.

    ended_at is None if it has not ended.
    """

    started_at: datetime
    ended_at: datetime | None
    team: str = ""


def pauses_between(
    pauses: Iterable[Pause], since: datetime, until: datetime, *, team: str
) -> Iterator[tuple[datetime, datetime]]:
    """The parts of this time, without overlaps, in which the team could not work; all teams for "".

    The pauses are sorted by their start.
    """
    for pause in pauses:
        start, end = max(since, pause.started_at), min(pause.ended_at or until, until)
        if pause.team in {"", team} and start < end:
            yield start, end
            since = end


def time_without_pauses(pauses: Iterable[Pause], since: datetime, until: datetime, *, team: str) -> timedelta:
    """How long the team, or all teams for "", could work between both times."""
    paused = sum((end - start for start, end in pauses_between(pauses, since, until, team=team)), timedelta())
    return until - since - paused


def percentile_of(numbers: Mapping[V, int], percent: int) -> V | None:
    """The smallest value that at least this percentage of the values don't exceed (nearest rank); None without values.

    numbers is {value: how often it occurs}.
    """
    rank = -(-sum(numbers.values()) * percent // 100)
    for value in sorted(numbers):
        rank -= numbers[value]
        if rank <= 0:
            return value
    return None
