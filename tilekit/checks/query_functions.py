"""Findings about functions, aggregators and scopes, shared by the queries of dashboards and monitors."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.queries.query_parts import FunctionCall, QueryMetric

UNKNOWN_PART = N_("The query contains an unknown part: “{near}”. Check its spelling.")
_KNOWN_FUNCTIONS = frozenset((
    "abs", "anomalies", "as_count", "as_rate", "autosmooth", "avg", "calendar_shift", "change", "clamp_max",
    "clamp_min", "count", "count_nonzero", "count_not_null", "cumsum", "cutoff_max", "cutoff_min", "day_before",
    "default_zero", "derivative", "diff", "dt", "exclude_null", "fill", "forecast", "group_by", "hour_before",
    "integral", "log10", "log2", "max", "min", "monotonic_diff", "month_before", "moving_rollup", "outliers",
    "pct_change", "per_hour", "per_minute", "per_second", "percentile", "piecewise_constant", "robust_trend", "rollup",
    "sum", "throughput", "timeshift", "top", "top_offset", "trend_line", "week_before", "weighted",
))  # fmt: skip
_NO_SCOPE = N_("{value} has no scope after it. Add {scope}.")
_NO_AGGREGATOR = N_("{value} has no aggregation before it. Add one, such as avg:.")
_AGGREGATOR = re.compile(r"avg|sum|min|max|count|last|percentile|p\d{1,2}(?:\.\d+)?|\$\w+|")
_NUMBERED = re.compile(r"(?:ewma|median)_\d+|(?:top|bottom)\d+(?:_\w+)?")
LOG_AGGREGATIONS = (
    *("avg", "cardinality", "count", "earliest", "latest", "max", "median", "min", "most_frequent"),
    *("pc50", "pc75", "pc90", "pc95", "pc98", "pc99", "sum"),
)
_SHORTEST, _FUNCTION_SIMILARITY = 4, 0.85


def misspelled_functions(asset: Asset, pointer: str, calls: Iterable[FunctionCall]) -> Iterator[RawFinding]:
    """Advice about functions that are certainly misspelled, in a query at the pointer."""
    for call in calls:
        if suggestion := suggested_function(call.name):
            change = (call.at, call.at + len(call.name), suggestion)
            fix = asset.rewording(pointer, change, N_("Use {near}"), near=suggestion)
            raw_finding = asset.finding(
                pointer, call.name, near=call.name, message=UNKNOWN_PART, severity=Severity.ADVICE, fix=fix
            )
            yield asset.inside(raw_finding, call.at)


@lru_cache(maxsize=1024)
def suggested_function(name: str) -> str:
    """The function that the name misspells; "" if the name is known or resembles none."""
    if len(name) < _SHORTEST or name in _KNOWN_FUNCTIONS or _NUMBERED.fullmatch(name):
        return ""
    return closest_word(name.lower(), _KNOWN_FUNCTIONS, cutoff=_FUNCTION_SIMILARITY)


def unreadable_metrics(asset: Asset, pointer: str, metrics: Iterable[QueryMetric]) -> Iterator[RawFinding]:
    """Findings about metrics without a scope or an aggregator, or with an unknown one, in a query at the pointer."""
    for metric in metrics:
        end = metric.at + len(metric.name)
        if metric.scope is None and metric.aggregator:
            fix = asset.rewording(pointer, (end, end, "{*}"), N_("Add {scope}"), scope="{*}")
            raw_finding = asset.finding(pointer, metric.name, message=_NO_SCOPE, scope="{*}", fix=fix)
            yield asset.inside(raw_finding, metric.at)
        if metric.scope is not None and not metric.aggregator:
            raw_finding = asset.finding(pointer, metric.name, message=_NO_AGGREGATOR, severity=Severity.ADVICE)
            yield asset.inside(raw_finding, metric.at)
        if not _AGGREGATOR.fullmatch(metric.aggregator):
            name, at = metric.aggregator, metric.span[0]
            raw_finding = asset.finding(pointer, name, near=name, message=UNKNOWN_PART, severity=Severity.WARNING)
            yield asset.inside(raw_finding, at)
