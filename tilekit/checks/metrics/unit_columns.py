"""MD-019 to MD-025 and MD-027: unit_name and per_unit_name."""

import re
from collections import defaultdict
from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, metrics_check
from tilekit.checks.metrics.normal_forms import base_of
from tilekit.checks.metrics.unit_from_name import unit_from_name, units_agree
from tilekit.checks.metrics.units import is_known, is_measure, is_time, likely_unit, unit_meant_by, unit_pair_meant_by
from tilekit.core.messages import N_, Message
from tilekit.parse.csv import Record

UNIT, PER = "unit_name", "per_unit_name"
# A prefix that the column per_unit_name implies: "per second", "/s".
_LEADING_PER = re.compile(r"^\s*(?:/|per\b)\s*", re.IGNORECASE)
_RATIO = re.compile(r"(?:^|[._])(?:ratio|fraction|share|percent\w*|pct)(?:[._]|$)")
_UNKNOWN = N_("{value} is not a known unit. Choose one from the list.")
_UNKNOWN_ADVISED = N_("{value} is not a known unit. {advice}")
_UNKNOWN_MANY = N_("{value} is not a known unit. {advice} ({n} lines, first on line {line}.)")
_DID_YOU_MEAN = N_("Did you mean {near}?")
_CHOOSE_FROM_LIST = N_("Choose one from the list, or leave the cell empty.")
_TWO = N_("Set unit_name to {unit} and per_unit_name to {per}.")
_TIMES = N_(
    "{a} per {b} divides one time by another. Use the unit fraction and leave per_unit_name empty. If the two units "
    "differ, also convert the values that you send."
)
_SAME_UNIT_TWICE = N_("{value} per {value} is a plain number. Use the unit fraction, or leave both units empty.")


def _pairs(metrics: MetricsFile) -> Iterator[tuple[Record, str, str]]:
    table = metrics.table
    return zip(table.rows, table.column(UNIT), table.column(PER), strict=False)


def _unknown_units(metrics: MetricsFile, column: str) -> Iterator[RawMetricsFinding]:
    other = PER if column == UNIT else UNIT
    for row, value, _ in metrics.table.where(column, lambda text: text and not is_known(text)):
        other_value = row.cells[metrics.table.header.index(other)] if other in metrics.table.header else " / "
        unit, per = unit_pair_meant_by(value if column == UNIT else _LEADING_PER.sub("", value, count=1))
        pair = (
            (unit, per or unit_meant_by(other_value)) if per or column == UNIT else (unit_meant_by(other_value), unit)
        )
        cells = {UNIT: unit, PER: per} if per else {column: unit}
        is_free = not other_value.strip() or unit_meant_by(other_value) == cells.get(other, unit_meant_by(other_value))
        clash = _reason_against_pair(*pair)
        has_fix = is_free and not clash and bool(unit or not value.strip())
        yield RawMetricsFinding(
            row=row,
            column=column,
            value=value if has_fix or not unit else f"{value} {other_value}",
            parameters={"value": value, "advice": clash or _advice(value, unit, per)},
            cells=cells if has_fix else None,
            message=_UNKNOWN_ADVISED,
        )


def _reason_against_pair(unit: str, per: str) -> Message | None:
    """The reason why two units can't be combined, so that a fix would cause another finding; None if they can."""
    if not unit or not per:
        return None
    if is_time(unit) and is_time(per):
        return Message(_TIMES, {"a": unit, "b": per})
    return Message(_SAME_UNIT_TWICE, {"value": unit}) if unit == per and is_measure(unit) else None


def _advice(value: str, unit: str, per: str) -> Message:
    if per:
        return Message(_TWO, {"unit": unit, "per": per})
    suggestion = unit or likely_unit(value)
    return Message(_DID_YOU_MEAN, {"near": suggestion}) if suggestion else Message(_CHOOSE_FROM_LIST)


@metrics_check(
    "MD-019",
    Severity.BLOCKER,
    _UNKNOWN,
    name=N_("Unknown unit_name"),
    folded=_UNKNOWN_MANY,
    fix_title=N_("Correct the unit"),
    fix=FixClass.SUGGESTED,
    applies_to="unit_name",
    expected=N_("Empty or a unit that the platform knows"),
    bad="bytes",
    good="byte",
)
def has_known_unit(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    yield from _unknown_units(metrics, UNIT)


@metrics_check(
    "MD-020",
    Severity.BLOCKER,
    _UNKNOWN,
    name=N_("Unknown per_unit_name"),
    folded=_UNKNOWN_MANY,
    fix_title=N_("Correct the unit"),
    fix=FixClass.SUGGESTED,
    applies_to="per_unit_name",
    expected=N_("Empty or a unit that the platform knows"),
    bad="seconds",
    good="second",
)
def has_known_per_unit(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    yield from _unknown_units(metrics, PER)


@metrics_check(
    "MD-021",
    Severity.BLOCKER,
    _TIMES,
    name=N_("Time divided by time"),
    folded=N_(
        "{a} per {b} divides one time by another ({n} lines, first on line {line}). Use the unit fraction and leave "
        "per_unit_name empty. If the two units differ, also convert the values that you send."
    ),
    fix_title=N_("Use the unit fraction"),
    fix=FixClass.SUGGESTED,
    applies_to="unit_name, per_unit_name",
    expected=N_("Not one unit of time per another, such as second per minute"),
    bad="second per second",
    good="fraction",
)
def is_no_time_per_time(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Time is not divided by time. With two different units, the sent values must change too, so there is no fix."""
    for row, unit, per in _pairs(metrics):
        if per and is_time(unit) and is_time(per):
            yield RawMetricsFinding(
                row=row,
                column=UNIT,
                value=f"{unit} per {per}",
                parameters={"a": unit, "b": per},
                cells={UNIT: "fraction", PER: ""} if unit == per else None,
            )


@metrics_check(
    "MD-022",
    Severity.WARNING,
    N_("{name} has a per_unit_name ({value}) but no unit_name. Set both. Example: request per second."),
    name=N_("per_unit_name without a unit_name"),
    folded=N_("{n} metrics have a per_unit_name ({value}) but no unit_name, first on line {line}. Set both."),
    applies_to="unit_name, per_unit_name",
    expected=N_("per_unit_name is set only if unit_name is set"),
    bad="second in per_unit_name, but no unit_name",
    good="request per second",
)
def has_unit_for_per_unit(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, unit, per in _pairs(metrics):
        if per and not unit:
            yield RawMetricsFinding(row=row, column=PER, value=per)


@metrics_check(
    "MD-023",
    Severity.WARNING,
    _SAME_UNIT_TWICE,
    name=N_("Unit divided by the same unit"),
    folded=N_("{value} per {value} is a plain number ({n} lines, first on line {line}). Use the unit fraction."),
    applies_to="unit_name, per_unit_name",
    expected=N_("unit_name and per_unit_name differ, unless the unit counts things"),
    bad="byte per byte",
    good="byte per second",
)
def has_two_units(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """The two units differ, unless they count things: requests that are retried per request that is sent.

    A name that says that the metric is a ratio shows that a fraction is meant. MD-021 reports time divided by time.
    """
    for (row, unit, per), name in zip(_pairs(metrics), metrics.table.names, strict=False):
        if unit and unit == per and not is_time(unit) and (is_measure(unit) or _RATIO.search(name)):
            yield RawMetricsFinding(row=row, column=UNIT, value=unit)


@metrics_check(
    "MD-024",
    Severity.ADVICE,
    N_("{n} metrics have no unit, although their names suggest one. Set the unit to make graphs easier to read."),
    name=N_("Metrics without units"),
    applies_to="unit_name",
    expected=N_("Set for each metric whose name suggests a unit"),
    bad="no unit for a number of messages",
    good="message",
)
def has_units(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Metrics whose name suggests a unit have one. The file gets one finding for all of them."""
    table = metrics.table
    bare = [
        row
        for row, unit, name in zip(table.rows, table.column(UNIT), table.names, strict=False)
        if not unit and unit_from_name(name)[0]
    ]
    for row in bare[:1]:
        yield RawMetricsFinding(row=row, column=UNIT, parameters={"n": len(bare)})


@metrics_check(
    "MD-025",
    Severity.ADVICE,
    N_("The name {name} suggests the unit {unit}, but the unit is {value}. Check the unit."),
    name=N_("Unit does not match the metric name"),
    folded=N_(
        "The names of {n} metrics suggest the unit {unit}, but their unit is {value}. The first is {name} on "
        "line {line}. Check the units."
    ),
    applies_to="unit_name",
    expected=N_("Matches the end of the name (.bytes, _seconds, _ms, .percent)"),
    bad="acme.queue.bytes with the unit message",
    good="acme.queue.bytes with the unit byte",
)
def matches_unit_in_name(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    table = metrics.table
    for row, unit, name in zip(table.rows, table.column(UNIT), table.names, strict=False):
        promised, _ = unit_from_name(name)
        if unit and promised and is_known(unit) and not units_agree(unit, promised):
            yield RawMetricsFinding(row=row, column=UNIT, value=unit, parameters={"unit": promised})


@metrics_check(
    "MD-027",
    Severity.ADVICE,
    N_("{a} and {b} are related but don't have the same unit. Use the same unit."),
    name=N_("Related metrics with different units"),
    folded=N_(
        "{n} metrics don't have the same unit as related metrics. The first are {a} and {b} on line {line}. "
        "Use the same unit."
    ),
    fix_title=N_("Use the unit of the related metrics"),
    fix=FixClass.SUGGESTED,
    applies_to="unit_name",
    expected=N_("The same for metrics whose names differ only in .avg, .max, .min, .median or .95percentile"),
    bad="message for depth.avg, item for depth.max",
    good="message for both",
)
def shares_unit(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Metrics that are aggregations of one metric (.avg, .max ...) have the same unit. Those that differ from the first
    are reported.

    The fix fills only empty cells, and only if all others agree: of two units, either may be right.
    """
    groups: dict[str, list[tuple[Record, str, str]]] = defaultdict(list)
    for row, unit, per in _pairs(metrics):
        base = base_of(_metric_name(metrics, row))
        if base:
            groups[base].append((row, unit, per))
    for kin in groups.values():
        pairs = {(unit, per) for _, unit, per in kin if unit}
        first, usual, _ = next((one for one in kin if one[1]), kin[0])
        cells = dict(zip((UNIT, PER), *pairs, strict=True)) if len(pairs) == 1 else None
        for row, unit, per in kin:
            if unit != usual:
                names = {"a": _metric_name(metrics, first), "b": _metric_name(metrics, row)}
                filled = None if unit or per else cells
                yield RawMetricsFinding(
                    row=row, column=UNIT, value="" if filled else "either", parameters=names, cells=filled
                )


def _metric_name(metrics: MetricsFile, row: Record) -> str:
    table = metrics.table
    return row.cells[table.header.index("metric_name")] if "metric_name" in table.header else ""
