"""XC-019 to XC-021: queries compared with the metrics file."""

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import ListedMetric, listed_metrics
from tilekit.checks.monitors.query_checks import CRITICAL, WARNING, thresholds_of
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text
from tilekit.queries.monitors import HOLDS, QUERY, Comparison, MonitorQuery
from tilekit.queries.query_parts import QueryMetric
from tilekit.queries.ranges import keeps_range
from tilekit.queries.widgets import QueryText

_MOST = {"percent": 100.0, "fraction": 1.0}
_NOT_SUMMED = {*_MOST, "degree celsius", "degree fahrenheit"}
# A share of a budget, a quota or a rated power, which can be used more than completely.
_MAY_EXCEED = re.compile(
    r"\b(?:beyond|exceed\w*|rated|nominal|nameplate|(?:over-?)?commit\w*|overload\w*|oversubscri\w+|budget\w*|quota|"
    r"baseline|burst\w*|requested|reserved|provisioned|per core|one core|"
    r"(?:above|over|more than|greater than) (?:100|1(?:\.0)?))\b",
    re.IGNORECASE,
)
_DURATIONS = ("nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week")
_DURATION = re.compile(rf"\b(?P<number>\d+(?:\.\d+)?)[ -]?(?P<unit>{'|'.join(_DURATIONS)})s?\b", re.IGNORECASE)
_OTHER_UNIT = N_("The text says {value}, but {metric} has the unit {unit}. Correct the threshold or the text.")
_FRACTION = N_(
    "The threshold {value} looks like a fraction, but {metric} has the unit percent, from 0 to 100. Multiply it by 100."
)
_USED_SHARE = re.compile(r"(?:utili[sz]ation|usage|used|saturation|occupancy|fill(?:ed)?)(?:[._]|$)", re.IGNORECASE)
_CALCULATES = re.compile(r"[-+*/]")


@check(
    code="XC-019",
    name=N_("Misleading aggregation of a metric"),
    severity=Severity.ADVICE,
    message=N_("{aggregator} gives misleading numbers for {value} ({kind}). Use another aggregation."),
    folded=N_("{aggregator} gives misleading numbers for {value} ({kind}) in {n} queries. Use another aggregation."),
    applies_to=N_("dashboards, metadata.csv"),
    expected=N_("Percentages, fractions and temperatures are not summed, and counts are not averaged"),
    bad="the sum of a percentage",
    good="the average of a percentage",
)
def uses_suitable_aggregator(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    listed = listed_metrics(bundle)
    for board in boards(bundle) if listed else ():
        for _, query in board.metric_queries:
            for metric in query.parts.metrics:
                row = listed.get(metric.name)
                if row and _is_odd(metric, row) and _stands_alone(board.asset, query, metric):
                    kind, used = row.unit if row.type == "gauge" else row.type, metric.aggregator
                    yield board.asset.finding(query.pointer, metric.name, kind=kind, aggregator=used)


def _stands_alone(asset: Asset, query: QueryText, metric: QueryMetric) -> bool:
    """Whether the metric is drawn as a line of its own, not as part of a calculation."""
    ends = (-1, *query.parts.commas, len(query.text))
    lines = [query.text[start + 1 : end].strip() for start, end in pairwise(ends)]
    return query.text[slice(*metric.span)] in lines and not _is_calculated_with(asset, query)


def _is_calculated_with(asset: Asset, query: QueryText) -> bool:
    """Whether a formula calculates with the query. A formula that only wraps it in a function does not count."""
    request, _, place = query.pointer.rpartition("/queries/")
    name, formulas = asset.at(f"{request}/queries/{place.partition('/')[0]}/name"), asset.at(f"{request}/formulas")
    if not isinstance(name, str) or not isinstance(formulas, list):
        return False
    texts = [text(item.get("formula")) for item in formulas if isinstance(item, dict)]
    named = re.compile(rf"\b{re.escape(name)}\b")
    return any(_CALCULATES.search(formula) and named.search(formula) for formula in texts)


def _is_odd(metric: QueryMetric, row: ListedMetric) -> bool:
    """Whether another aggregator would suit the metric better."""
    if row.type == "gauge" and row.unit in _NOT_SUMMED and not row.per_unit and metric.aggregator == "sum":
        return True
    return row.type == "count" and metric.aggregator == "avg" and not metric.is_count


class _MetricThreshold(Struct, frozen=True):
    """A monitor that compares one listed metric with a number."""

    asset: Asset
    query: MonitorQuery
    metric: QueryMetric
    row: ListedMetric
    comparison: Comparison

    @property
    def is_level(self) -> bool:
        """Whether the metric itself is watched, not its sum over time or sources."""
        methods = {call.name: call.names for call in self.metric.methods}
        is_summed = self.metric.aggregator == "sum" or self.query.text.lstrip().startswith("sum(")
        return not is_summed and "sum" not in methods.get("rollup", ()) and "as_count" not in methods


def _thresholds_of_plain_queries(bundle: Bundle) -> Iterator[_MetricThreshold]:
    listed = listed_metrics(bundle)
    for asset, query in templates_with_query(bundle) if listed else ():
        metric = query.parts.metrics[0] if query.parts.is_plain or keeps_range(query) else None
        row = listed.get(metric.name) if metric and not _is_counted(metric) else None
        comparison = query.comparison
        if metric and row and comparison and comparison.operator in HOLDS:
            yield _MetricThreshold(asset, query, metric, row, comparison)


def _is_counted(metric: QueryMetric) -> bool:
    """Whether the query counts the values of the metric, so that the unit of the metric does not apply."""
    return metric.aggregator == "count" or any("count" in call.names for call in metric.methods)


@check(
    code="XC-020",
    name=N_("Threshold that never triggers"),
    severity=Severity.ADVICE,
    message=N_("The threshold {value} never triggers, because {metric} has the unit {unit}. Change the threshold."),
    applies_to=N_("monitors, metadata.csv"),
    expected=N_(
        "The threshold for a percentage is between 0 and 100, and the threshold for a fraction is between 0 and 1"
    ),
    bad="> 150 on a percentage",
    good="> 90",
)
def has_reachable_threshold(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A threshold is in the range of percentages (0 to 100) or fractions (0 to 1); sums may exceed it."""
    for threshold in _thresholds_of_plain_queries(bundle):
        most = _MOST.get(threshold.row.unit) if not threshold.row.per_unit and threshold.is_level else None
        levels = thresholds_of(threshold.asset)
        for pointer, name in ((CRITICAL, "critical"), (WARNING, "warning")):
            level = levels.get(name)
            if most is None or not isinstance(level, int | float) or _MAY_EXCEED.search(threshold.row.description):
                continue
            message = _never_crossed_message(threshold.comparison, level, most)
            if message is not None:
                raw_finding = threshold.asset.finding(
                    pointer, level, message=message, metric=threshold.metric.name, unit=threshold.row.unit
                )
                others = (FindingPlace(pointer=QUERY),) if name == "critical" else ()
                yield replace(raw_finding, other_places=others)
        yield from _in_other_unit(threshold)
        yield from _as_fraction(threshold)


def _as_fraction(threshold: _MetricThreshold) -> Iterator[RawFinding]:
    """A finding about a limit for a used share in percent that is given as a fraction: `>= 0.9`."""
    levels = [level for level in thresholds_of(threshold.asset).values() if isinstance(level, int | float)]
    is_share = threshold.row.unit == "percent" and not threshold.row.per_unit and threshold.is_level
    are_fractions = all(0 < level <= 1 for level in (threshold.comparison.number, *levels))
    if is_share and threshold.comparison.is_above and are_fractions and _USED_SHARE.search(threshold.metric.name):
        written = threshold.comparison.written
        raw_finding = threshold.asset.finding(QUERY, written, message=_FRACTION, metric=threshold.metric.name)
        yield threshold.asset.inside(raw_finding, threshold.query.text.rfind(threshold.comparison.operator))


def _in_other_unit(threshold: _MetricThreshold) -> Iterator[RawFinding]:
    """A finding about a threshold in the unit of the texts, not of the metric: `> 26` and “older than 26 hours”."""
    definition, unit = members(threshold.asset.value.get("definition")), threshold.row.unit
    texts = (threshold.asset.value.get("description"), definition.get("message"), definition.get("name"))
    said = [match for one in texts for match in _DURATION.finditer(text(one))]
    same = [match for match in said if float(match["number"]) == threshold.comparison.number]
    units = {match["unit"].lower() for match in same}
    is_duration = unit in _DURATIONS and not threshold.row.per_unit and threshold.is_level
    if is_duration and units and unit not in units and not _is_window(threshold.query, same[0]):
        raw_finding = threshold.asset.finding(
            QUERY, same[0][0], message=_OTHER_UNIT, metric=threshold.metric.name, unit=unit
        )
        yield threshold.asset.inside(raw_finding, threshold.query.text.rfind(threshold.comparison.operator))


def _is_window(query: MonitorQuery, said: re.Match[str]) -> bool:
    """Whether the duration is the evaluation window of the query: last_5m for “5 minutes”."""
    return f"last_{said['number']}{said['unit'][0].lower()})" in query.text


def _never_crossed_message(compared: Comparison, level: float, most: float) -> str | None:
    """The message about a threshold that is never or always crossed; None if the threshold is fine.

    "" (the check's own message) if no value from 0 to most crosses it.
    """
    holds = HOLDS[compared.operator]
    first, last = (most, 0.0) if compared.is_above else (0.0, most)
    if not holds(first, level):
        return ""
    return (
        N_("The threshold {value} always triggers, because {metric} has the unit {unit}. Change the threshold.")
        if holds(last, level)
        else None
    )


@check(
    code="XC-021",
    name=N_("Monitor that alerts in the wrong direction"),
    severity=Severity.ADVICE,
    message=N_(
        "The monitor alerts on high values of {value}, but your metrics file says that high values are "
        "good. Check the comparison."
    ),
    applies_to=N_("monitors, metadata.csv"),
    expected=N_("No alert on high values if high values are good, and no alert on low values if low values are good"),
    bad="an alert when throughput is high",
    good="an alert when throughput is low",
)
def alerts_in_right_direction(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for threshold in _thresholds_of_plain_queries(bundle):
        is_above = threshold.comparison.is_above
        if threshold.row.orientation == "1" and is_above:
            yield threshold.asset.finding(QUERY, threshold.metric.name)
        elif threshold.row.orientation == "-1" and not is_above:
            yield threshold.asset.finding(
                QUERY,
                threshold.metric.name,
                message=N_(
                    "The monitor alerts on low values of {value}, but your metrics file says that low values are good. "
                    "Check the comparison."
                ),
            )
