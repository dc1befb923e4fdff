"""XC-019 to XC-021: queries against what the metrics file says of their metrics."""

import re
from collections.abc import Iterator
from itertools import pairwise
from operator import ge, gt, le, lt

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.reading import boards
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.metrics.lookup import ListedMetric, listed_metrics
from tilekit.checks.monitors.query_rules import CRITICAL, WARNING, thresholds_of
from tilekit.checks.monitors.reading import watched
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.queries.facts import Metric
from tilekit.queries.monitors import QUERY, Comparison, MonitorQuery
from tilekit.queries.widgets import QueryText

_MOST = {"percent": 100.0, "fraction": 1.0}
_COUNTED = ("as_count", "as_rate")
_CALCULATES = re.compile(r"[-+*/]")
_HOLDS = {">": gt, ">=": ge, "<": lt, "<=": le}


@check(
    code="XC-019",
    severity=Severity.ADVICE,
    message=N_("{value} is a {kind}, so {aggregator} gives misleading numbers. Use another aggregation."),
    folded=N_("{value} is a {kind}, so {aggregator} gives misleading numbers in {n} queries. Use another aggregation."),
)
def adds_up_what_adds_up(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Percentages and fractions are not summed, and counts are summed or counted."""
    listed = listed_metrics(bundle)
    for board in boards(bundle) if listed else ():
        for _, query in board.metric_queries:
            for metric in query.parts.metrics:
                row = listed.get(metric.name)
                if row and _is_odd(metric, row) and _stands_alone(board.asset, query, metric):
                    kind, used = row.unit if row.type == "gauge" else row.type, metric.aggregator
                    yield board.asset.spot(query.pointer, metric.name, kind=kind, aggregator=used)


def _stands_alone(asset: Asset, query: QueryText, metric: Metric) -> bool:
    """Whether it is a line by itself: what a calculation makes of a sum or a mean is its own affair."""
    ends = (-1, *query.parts.commas, len(query.text))
    lines = [query.text[start + 1 : end].strip() for start, end in pairwise(ends)]
    return query.text[slice(*metric.span)] in lines and not _is_calculated_with(asset, query)


def _is_calculated_with(asset: Asset, query: QueryText) -> bool:
    """Whether a formula beside the query adds, divides or the like; one that only wraps it does not."""
    request, _, place = query.pointer.rpartition("/queries/")
    name, formulas = asset.at(f"{request}/queries/{place.partition('/')[0]}/name"), asset.at(f"{request}/formulas")
    if not isinstance(name, str) or not isinstance(formulas, list):
        return False
    texts = [text(item.get("formula")) for item in formulas if isinstance(item, dict)]
    named = re.compile(rf"\b{re.escape(name)}\b")
    return any(_CALCULATES.search(each) and named.search(each) for each in texts)


def _is_odd(metric: Metric, row: ListedMetric) -> bool:
    """Whether another aggregator would fit the metric."""
    is_share = row.unit in _MOST and not row.per_unit
    if row.type == "gauge" and is_share and metric.aggregator == "sum":
        return True
    is_counted = any(call.name in _COUNTED for call in metric.methods)
    return row.type == "count" and metric.aggregator == "avg" and not is_counted


class _Watched(Struct, frozen=True):
    """A monitor of nothing but one listed metric, above or below a number."""

    asset: Asset
    query: MonitorQuery
    metric: Metric
    row: ListedMetric
    comparison: Comparison

    @property
    def is_level(self) -> bool:
        """Whether what is watched is the metric's own level, not a sum over time or sources."""
        methods = {call.name: call.names for call in self.metric.methods}
        is_summed = self.metric.aggregator == "sum" or self.query.text.lstrip().startswith("sum(")
        return not is_summed and "sum" not in methods.get("rollup", ()) and "as_count" not in methods


def _plain(bundle: Bundle) -> Iterator[_Watched]:
    listed = listed_metrics(bundle)
    for asset, query in watched(bundle) if listed else ():
        metric = query.parts.metrics[0] if query.parts.is_plain else None
        row = listed.get(metric.name) if metric and not _is_counted(metric) else None
        found = query.comparison
        if metric and row and found and found.sign in _HOLDS:
            yield _Watched(asset, query, metric, row, found)


def _is_counted(metric: Metric) -> bool:
    """Whether the query asks how many values there are, not what they are."""
    return metric.aggregator == "count" or any("count" in call.names for call in metric.methods)


@check(
    code="XC-020",
    severity=Severity.ADVICE,
    message=N_("The monitor never alerts: {metric} is a {unit} and cannot reach {value}. Change the threshold."),
)
def can_be_reached(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """A threshold is in the range of percentages (0 to 100) or fractions (0 to 1); sums may exceed it."""
    for found in _plain(bundle):
        most = _MOST.get(found.row.unit) if not found.row.per_unit and found.is_level else None
        levels = thresholds_of(found.asset)
        for pointer, name in ((CRITICAL, "critical"), (WARNING, "warning")):
            level = levels.get(name)
            if most is None or not isinstance(level, int | float):
                continue
            told = _out_of_reach(found.comparison, level, most)
            if told is not None:
                yield found.asset.spot(pointer, level, message=told, metric=found.metric.name, unit=found.row.unit)


def _out_of_reach(compared: Comparison, level: float, most: float) -> str | None:
    """The text for a level that each value from 0 to most reaches, "" for one that none does, None for the others."""
    holds = _HOLDS[compared.sign]
    first, last = (most, 0.0) if compared.is_above else (0.0, most)
    if not holds(first, level):
        return ""
    return (
        N_("The monitor always alerts: {metric} is a {unit} and always reaches {value}. Change the threshold.")
        if holds(last, level)
        else None
    )


@check(
    code="XC-021",
    severity=Severity.ADVICE,
    message=N_(
        "The monitor alerts on high values of {value}, but your metrics file says that high values are "
        "good. Check the comparison."
    ),
)
def alerts_on_what_is_bad(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """A metric that is good when high alerts when it is low, and the other way round."""
    for found in _plain(bundle):
        is_above = found.comparison.is_above
        if found.row.orientation == "1" and is_above:
            yield found.asset.spot(QUERY, found.metric.name)
        elif found.row.orientation == "-1" and not is_above:
            yield found.asset.spot(
                QUERY,
                found.metric.name,
                message=N_(
                    "The monitor alerts on low values of {value}, but your metrics file says that low values are good. "
                    "Check the comparison."
                ),
            )
