"""The slowest pages and checks, from the metrics that the processes of this machine have recorded."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from msgspec import Struct

from common.metrics import CHECK_RUNS, CHECK_SECONDS, REQUEST_QUERY_SECONDS, REQUEST_SECONDS

_MOST_ROWS = 10
_LEAST_TIMES = 10  # fewer show the start of a process rather than the page


class SlowRow(Struct, frozen=True, kw_only=True):
    """A view or check: how often it ran, its mean duration and that of its queries, in milliseconds."""

    name: str
    times: int
    milliseconds: float
    query_milliseconds: float


class Slowest(Struct, frozen=True, kw_only=True):
    """Views and checks with the longest mean durations since a time; None if nothing is recorded."""

    since: datetime | None = None
    pages: tuple[SlowRow, ...] = ()
    checks: tuple[SlowRow, ...] = ()


def slowest() -> Slowest:
    """What was recorded on this machine; nothing if METRICS_TOKEN is not set."""
    if not settings.METRICS_TOKEN:
        return Slowest()
    from common.metric_files import recorded_since, sums_by_label  # noqa: PLC0415 needs memory

    sums = sums_by_label(settings.METRICS_FOLDER)
    pages, checks = REQUEST_SECONDS.name, CHECK_SECONDS.name
    return Slowest(
        since=recorded_since(settings.METRICS_FOLDER),
        pages=_rows(sums, f"{pages}_count", f"{pages}_sum", queries=f"{REQUEST_QUERY_SECONDS.name}_total"),
        checks=_rows(sums, f"{CHECK_RUNS.name}_total", f"{checks}_total"),
    )


def _rows(
    sums: Mapping[str, Mapping[str, float]], times: str, seconds: str, *, queries: str = ""
) -> tuple[SlowRow, ...]:
    rows = [
        SlowRow(
            name=name,
            times=int(number),
            milliseconds=1000 * sums[seconds].get(name, 0) / number,
            query_milliseconds=1000 * sums.get(queries, {}).get(name, 0) / number,
        )
        for name, number in sums.get(times, {}).items()
        if number >= _LEAST_TIMES
    ]
    return tuple(sorted(rows, key=lambda row: -row.milliseconds)[:_MOST_ROWS])
