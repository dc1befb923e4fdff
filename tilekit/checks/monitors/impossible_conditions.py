"""MN-034: conditions that are never or always true, whatever the data are."""

import re
from collections.abc import Iterator, Mapping
from math import inf

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.result_values import result_values
from tilekit.checks.metrics.listed_metrics import ListedMetric, listed_metrics
from tilekit.checks.metrics.units import family
from tilekit.checks.monitors.query_checks import is_measured, thresholds_of
from tilekit.checks.monitors.template_files import monitor_query_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.contradictions import SINGLE_IN_LOGS, contradiction_in
from tilekit.queries.monitors import HOLDS, QUERY, MonitorQuery
from tilekit.queries.query_parts import QueryMetric
from tilekit.queries.ranges import is_share

_ALWAYS = N_("The condition {value} is always true for these values, so the monitor always alerts. Change the number.")
_LONG_ROLLUP = N_(
    "The rollup of {value} seconds is longer than the evaluation window, so the monitor never has enough data. "
    "Use a longer window."
)
_SHORT_WINDOW = N_(
    "{metric} arrives every {value} seconds, so the evaluation window mostly contains no value. Use a longer window."
)
_OTHER_WINDOW = N_("The query alerts on {window}, but the trigger window is {value}. Use the same window in both.")
_FEW_RESULTS = N_(
    "The query reads only the last {last} results, so the threshold {value} is never reached. Read more results."
)
_SHARE = N_(
    "The query divides a part by its whole, so its value is between 0 and 1, and {value} is never true. Multiply it by "
    "100, or compare with a fraction."
)
_CONTRADICTION = N_("Nothing matches {value}, so the monitor never has data. Correct or remove a condition.")
_VARIABLE = N_(
    "Monitors have no template variables, so nothing matches {value}. Remove it, or group the query by the tag."
)
_DOLLAR = re.compile(r"(?<![\w\\])\$[A-Za-z]\w*(?:\.value)?")
_WINDOW = re.compile(r"\(\s*last_(\d+)([smhdw])\s*\)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LAST = re.compile(r"\.last\(\s*[\"']?(\d+)[\"']?\s*\)")
_ALERT_WINDOW = re.compile(r"alert_window\s*=\s*['\"]([^'\"]+)['\"]")
_COUNTS_RESULTS = re.compile(r"\.rollup\(\s*[\"'](?:count|cardinality)[\"']")
_SHARE_OF_POINTS = re.compile(r"[:(]\s*anomalies\(")
_TRIGGER_WINDOW = "/definition/options/threshold_windows/trigger_window"
# "1 if the node is up, 0 otherwise"
_ONE, _ZERO = (
    re.compile(
        rf"\b{digit}\s*(?:=|\(|:|if|when|while|as long as|for|means|is|and|or|otherwise)"
        rf"|\b(?:or|otherwise|else|and)\s+{digit}\b"
        rf"|\({digit}\)|\b{digit}/[01]\b|\b[01]/{digit}\b"
    )
    for digit in "10"
)
_NEVER_NEGATIVE = frozenset(("bytes", "cpu", "db", "disk", "general", "memory", "network", "system"))
_OTHER_NUMBER = re.compile(r"\b(?:[2-9]|\d\d+)\b")


@monitor_query_check(
    "MN-034",
    Severity.WARNING,
    N_("No value fulfils the condition {value}, so the monitor never alerts. Change the number."),
    name=N_("Monitor that never or always alerts"),
    applies_to="query, thresholds",
    expected=N_("Some values are on one side of the threshold, and some are on the other"),
    bad="sum(last_5m):sum:acme.errors{*}.as_count() < 0",
    good="sum(last_5m):sum:acme.errors{*}.as_count() > 0",
)
def has_reachable_condition(template: tuple[Asset, MonitorQuery], bundle: Bundle) -> Iterator[RawFinding]:
    """The condition depends on the data: the number, the window and the filters don't contradict the query."""
    asset, query = template
    comparison = query.comparison
    if comparison and comparison.is_above and comparison.number > 1 and is_share(query):
        said = f"{comparison.operator} {comparison.written}"
        raw_finding = asset.finding(QUERY, said, message=_SHARE, severity=Severity.ADVICE)
        yield asset.inside(raw_finding, query.text.rfind(comparison.operator))
    elif is_measured(asset):
        yield from _number(asset, query, listed_metrics(bundle))
    yield from _windows(asset, query, listed_metrics(bundle))
    last, critical = _LAST.search(query.text), thresholds_of(asset).get("critical")
    if query.check and last and isinstance(critical, int) and critical > int(last[1]):
        yield asset.inside(asset.finding(QUERY, critical, message=_FEW_RESULTS, last=last[1]), last.start())
    yield from _contradictions(asset, query, bundle)


def _number(asset: Asset, query: MonitorQuery, listed: Mapping[str, ListedMetric]) -> Iterator[RawFinding]:
    """A number that all values are above or below. XC-020 reports those of percentages and fractions."""
    bounds, comparison = _bounds(query, listed), query.comparison
    if bounds is None or comparison is None or comparison.operator not in HOLDS:
        return
    low, high = bounds if comparison.is_above else reversed(bounds)
    holds = HOLDS[comparison.operator]
    if not holds(high, comparison.number) or holds(low, comparison.number):
        message = "" if not holds(high, comparison.number) else _ALWAYS
        value = f"{comparison.operator} {comparison.written}"
        yield asset.inside(asset.finding(QUERY, value, message=message), query.text.rfind(comparison.operator))


def _bounds(query: MonitorQuery, listed: Mapping[str, ListedMetric]) -> tuple[float, float] | None:
    """The lowest and the highest possible value of the query; None if they are unknown."""
    if _SHARE_OF_POINTS.search(query.text):
        return 0, 1
    if _COUNTS_RESULTS.search(query.text) and query.own_searches:
        return 0, inf
    metric = query.parts.metrics[0] if query.parts.is_plain else None
    row = listed.get(metric.name) if metric else None
    if metric is None or metric.around:
        return None
    is_number = metric.is_count or metric.aggregator == "count"
    if is_number or (row and (row.type == "count" or family(row.unit) in _NEVER_NEGATIVE)):
        return 0, inf
    return (
        (0, 1) if row and _is_flag(row) and metric.aggregator != "sum" and not query.text.startswith("sum(") else None
    )


def _is_flag(row: ListedMetric) -> bool:
    """Whether the description says that the values are 0 and 1."""
    about = row.description
    return bool(_ONE.search(about) and _ZERO.search(about)) and not _OTHER_NUMBER.search(about)


def _windows(asset: Asset, query: MonitorQuery, listed: Mapping[str, ListedMetric]) -> Iterator[RawFinding]:
    """Windows in which no value arrives: shorter than a rollup or than the interval of a metric, or another window."""
    window = _WINDOW.search(query.text)
    seconds = int(window[1]) * _SECONDS[window[2]] if window else 0
    for metric in query.parts.metrics if window else ():
        rollup, row = _rollup_seconds(metric), listed.get(metric.name)
        if rollup > seconds:
            yield asset.inside(asset.finding(QUERY, rollup, message=_LONG_ROLLUP), metric.at)
        elif row and row.interval.isdecimal() and int(row.interval) > seconds:
            raw_finding = asset.finding(QUERY, row.interval, message=_SHORT_WINDOW, metric=metric.name)
            yield asset.inside(raw_finding, window.start() if window else 0)
    alert, trigger = _ALERT_WINDOW.search(query.text), text(asset.at(_TRIGGER_WINDOW))
    if alert and trigger and alert[1] != trigger:
        yield asset.finding(_TRIGGER_WINDOW, trigger, message=_OTHER_WINDOW, window=alert[1])


def _rollup_seconds(metric: QueryMetric) -> int:
    """The interval of a rollup in the query, in seconds; 0 if there is none."""
    arguments = (name for call in metric.methods if call.name == "rollup" for name in call.names)
    return next((int(name) for name in arguments if name.isdecimal()), 0)


def _contradictions(asset: Asset, query: MonitorQuery, bundle: Bundle) -> Iterator[RawFinding]:
    single = SINGLE_IN_LOGS | result_values(bundle).single
    for search, at in (*query.own_searches, *((search, 0) for search in query.formula_searches)):
        if value := contradiction_in(search.text, search.parts.filters, single):
            yield asset.inside(asset.finding(search.pointer, value, message=_CONTRADICTION), at)
    for pointer, metric in query.metrics:
        scope = text(asset.at(pointer))[slice(*(metric.scope or (0, 0)))]
        if value := contradiction_in(scope, metric.filters):
            yield asset.inside(asset.finding(pointer, value, message=_CONTRADICTION), metric.at)
        elif variable := _DOLLAR.search(scope):
            raw_finding = asset.finding(pointer, variable[0], message=_VARIABLE)
            yield asset.inside(raw_finding, metric.scope[0] + variable.start() if metric.scope else 0)
