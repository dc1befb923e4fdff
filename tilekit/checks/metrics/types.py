"""MD-015 to MD-018 and MD-026: metric_type and interval."""

import re
from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, is_blank, is_empty, metrics_check
from tilekit.checks.metrics.normal_forms import base_of
from tilekit.core.messages import N_
from tilekit.platform_lists import line_set

TYPE, INTERVAL = "metric_type", "interval"
_OTHER_NAMES = {"counter": "count", "monotonic_count": "count", "counts": "count", "gauges": "gauge", "rates": "rate"}
_DIGITS = re.compile(r"\d+")
_WHOLE_WITH_ZEROS = re.compile(r"\s*(\d+)(?:\.0+)?\s*")
_DAY_S = 86_400


@metrics_check(
    "MD-015",
    Severity.BLOCKER,
    N_("{name} has no type. Choose count, gauge or rate."),
    name=N_("Metric without a type"),
    folded=N_("{n} metrics have no type. The first is {name} on line {line}. Choose count, gauge or rate."),
    applies_to="metric_type",
    expected=N_("Not empty"),
    bad="acme.queue.depth,,",
    good="acme.queue.depth,gauge,",
)
def has_type(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Every row has a type. MD-008 reports empty rows."""
    for row, *_ in metrics.table.where(TYPE, is_blank):
        if not is_empty(row):
            yield RawMetricsFinding(row=row, column=TYPE)


@metrics_check(
    "MD-016",
    Severity.BLOCKER,
    N_(
        "“{value}” is not a metric type. Use count, gauge or rate. For a histogram or distribution, list the metrics "
        "that it creates."
    ),
    name=N_("Unknown metric type"),
    folded=N_("“{value}” is not a metric type ({n} lines, first on line {line}). Use count, gauge or rate."),
    fix_title=N_("Correct the type"),
    fix=FixClass.SUGGESTED,
    applies_to="metric_type",
    expected=N_("count, gauge or rate"),
    bad="counter",
    good="count",
)
def has_known_type(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    types = line_set("metric_types.txt")
    for row, value, _ in metrics.table.where(TYPE, lambda text: text not in types and text.strip()):
        plain = value.strip().lower()
        suggestion = _OTHER_NAMES.get(plain, plain)
        yield RawMetricsFinding(
            row=row, column=TYPE, value=value, cells={TYPE: suggestion} if suggestion in types else None
        )


_NO_INTERVAL = N_("A rate needs an interval, so that the platform can convert it. Add the number of seconds.")


@metrics_check(
    "MD-017",
    Severity.BLOCKER,
    N_("The interval must be a whole number of seconds, not {value}."),
    name=N_("Invalid metric interval"),
    folded=N_("The interval must be a whole number of seconds, not {value} ({n} lines, first on line {line})."),
    fix_title=N_("Use a whole number"),
    fix=FixClass.SUGGESTED,
    applies_to="interval",
    expected=N_("Empty or a whole number of seconds"),
    bad="10s",
    good="10",
)
def has_whole_interval(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, value, _ in metrics.table.where(INTERVAL, lambda text: text and not _DIGITS.fullmatch(text)):
        match = _WHOLE_WITH_ZEROS.fullmatch(value)
        number = match.group(1) if match else None
        cells = {INTERVAL: number or ""} if number or not value.strip() else None
        yield RawMetricsFinding(row=row, column=INTERVAL, value=value, cells=cells)


@metrics_check(
    "MD-018",
    Severity.WARNING,
    N_("An interval of {value} seconds is unusual. Check it."),
    name=N_("Unusual metric interval"),
    folded=N_("An interval of {value} seconds is unusual ({n} lines, first on line {line}). Check it."),
    folded_variants={
        _NO_INTERVAL: N_(
            "{n} rates have no interval, so that the platform can't convert them. The first is on line {line}. Add the "
            "number of seconds."
        )
    },
    fix_title=N_("Clear the interval"),
    fix=FixClass.SUGGESTED,
    applies_to="interval",
    expected=N_("Between 1 and 86,400 for a rate; for other types, the same or empty"),
    bad="0",
    good="10",
)
def has_usual_interval(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, value, _ in metrics.table.where(INTERVAL, _is_unusual):
        yield RawMetricsFinding(
            row=row, column=INTERVAL, value=value, cells={INTERVAL: ""} if not value.strip("0") else None
        )
    cells = zip(metrics.table.column(TYPE), metrics.table.column(INTERVAL), strict=False)
    for row, (kind, interval) in zip(metrics.table.rows, cells, strict=False):
        if kind == "rate" and not interval.strip():
            yield RawMetricsFinding(row=row, column=INTERVAL, message=_NO_INTERVAL, severity=Severity.ADVICE)


def _is_unusual(interval: str) -> bool:
    return bool(_DIGITS.fullmatch(interval)) and not (len(interval) < 9 and 1 <= int(interval) <= _DAY_S)


@metrics_check(
    "MD-026",
    Severity.ADVICE,
    N_("{name} has the type {type}, but its unit or name suggests another type. Check the type."),
    name=N_("Type does not match the unit or name"),
    folded=N_(
        "{n} metrics have a type that does not fit their unit or name. The first is {name} on line {line}. Check "
        "the types."
    ),
    applies_to="metric_type, unit",
    expected=N_(
        "A count has no per-second unit and is not a percentage or fraction, and a metric whose name ends in "
        ".count or _count is not a rate"
    ),
    bad="a count in percent",
    good="a gauge in percent",
)
def fits_type(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """A count is neither a percentage nor per second, and a metric named .count is not a rate, unless it is from a
    histogram.
    """
    table = metrics.table
    bases = set(map(base_of, table.names))
    cells = zip(table.column(TYPE), table.column("unit_name"), table.column("per_unit_name"), strict=False)
    for row, name, (kind, unit, per) in zip(table.rows, table.names, cells, strict=False):
        is_odd_count = kind == "count" and (unit in ("percent", "fraction") or per == "second")
        is_odd_rate = (
            kind == "rate" and name.endswith((".count", "_count")) and name.removesuffix(".count") not in bases
        )
        if is_odd_count or is_odd_rate:
            yield RawMetricsFinding(row=row, column=TYPE, parameters={"type": kind})
