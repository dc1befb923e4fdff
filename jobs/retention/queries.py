"""Queries about the rows that are due for removal."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Sum
from msgspec import Struct

from common.policies import policies
from jobs.models import Job, JobState, RetentionRun
from jobs.retention.registry import RetentionKind, Rows, retention_kinds

MAX_COUNTED_ROWS = 1_000


class DueRows(Struct, frozen=True, kw_only=True):
    """What would be removed now: the number of rows, at most MAX_COUNTED_ROWS + 1, their bytes and the oldest time.

    size is None if there are more rows, because adding up their bytes would read them all. days is None if rows
    are removed once their time is over, and 0 if all are kept. run is the last removal.
    """

    kind: RetentionKind
    days: int | None
    rows: int
    size: int | None
    oldest: datetime | None
    run: RetentionRun | None


def days_of(setting: str) -> int | None:
    """The number of days of a setting; None without a setting."""
    if not setting:
        return None
    days: int = policies()[setting].value  # type: ignore[assignment]
    return days


def rows_due(kind: RetentionKind, now: datetime) -> Rows:
    """The rows of a kind that are due now. A setting of 0 keeps all."""
    return _from_before(kind, kind.due, now)


def due_now(now: datetime) -> list[DueRows]:
    """What would be removed now, by kind. Up to three queries for each kind."""
    runs = {run.name: run for run in RetentionRun.objects.all()}
    return [_due(kind, runs.get(kind.name), now=now) for kind in retention_kinds()]


def counted(rows: Rows, *, since: str) -> tuple[int, datetime | None]:
    """The number of rows, at most MAX_COUNTED_ROWS + 1, and the oldest time in the column since."""
    number = rows.values("pk")[: MAX_COUNTED_ROWS + 1].count()
    return number, rows.order_by(since).values_list(since, flat=True).first() if number else None


def _from_before(kind: RetentionKind, rows_before: Callable[[datetime], Rows], now: datetime) -> Rows:
    days = days_of(kind.setting)
    rows = rows_before(now - timedelta(days=days or 0))
    return rows.none() if days == 0 else rows


def _due(kind: RetentionKind, run: RetentionRun | None, *, now: datetime) -> DueRows:
    rows = _from_before(kind, kind.counted or kind.due, now)
    number, oldest = counted(rows, since=kind.since)
    is_added_up = kind.size and 0 < number <= MAX_COUNTED_ROWS
    size = (rows.aggregate(size=Sum(kind.size))["size"] or 0) if is_added_up else None
    return DueRows(kind=kind, days=days_of(kind.setting), rows=number, size=size, oldest=oldest, run=run)


def last_jobs(kinds: Iterable[str]) -> dict[str, datetime]:
    """{kind of job: when the latest one was done}."""
    rows = Job.objects.filter(kind__in=set(kinds), state=JobState.DONE).order_by("finished_at")
    return {kind: ended_at for kind, ended_at in rows.values_list("kind", "finished_at") if ended_at}
