"""XC-019 to XC-021: queries against what the metrics file says of their metrics."""

from collections.abc import Iterator
from dataclasses import dataclass

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.reading import boards
from tilekit.checks.finding import Fix, Severity, Spot
from tilekit.checks.metrics.lookup import ListedMetric, listed_metrics, metric_of
from tilekit.checks.monitors.query_rules import CRITICAL, WARNING, thresholds_of
from tilekit.checks.monitors.reading import watched
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.queries.facts import Metric
from tilekit.queries.monitors import QUERY, MonitorQuery
from tilekit.queries.widgets import QueryText

_MOST = {"percent": 100.0, "fraction": 1.0}
_COUNTED = ("as_count", "as_rate")


@check(
    code="XC-019",
    severity=Severity.ADVICE,
    message=N_("{value} is a {kind}; {aggregator} gives odd numbers."),
    folded=N_("{value} is a {kind}; {aggregator} gives odd numbers in {n} queries."),
    fixable=True,
)
def adds_up_what_adds_up(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Percentages and fractions are not summed, and counts are summed or counted."""
    listed = listed_metrics(bundle)
    for board in boards(bundle) if listed else ():
        for _, query in board.metric_queries:
            for metric in query.parts.metrics:
                row = metric_of(listed, metric.name)
                better = _better(metric, row) if row else ""
                if row and better:
                    kind, used = row.unit if row.type == "gauge" else row.type, metric.aggregator
                    fix = _aggregated(board.asset, query, (metric, better))
                    yield board.asset.spot(query.pointer, metric.name, fix=fix, kind=kind, aggregator=used)


def _better(metric: Metric, row: ListedMetric) -> str:
    """The aggregator that fits; "" where the one that is used does."""
    is_share = row.unit in _MOST and not row.per_unit
    if row.type == "gauge" and is_share and metric.aggregator == "sum" and not metric.around:
        return "avg"
    is_counted = any(call.name in _COUNTED for call in metric.methods)
    return "sum" if row.type == "count" and metric.aggregator == "avg" and not is_counted else ""


def _aggregated(asset: Asset, query: QueryText, wanted: tuple[Metric, str]) -> Fix:
    metric, better = wanted
    change = (metric.span[0], metric.span[0] + len(metric.aggregator), better)
    return asset.rewording(query.pointer, change, N_("Use {aggregator}"), aggregator=better)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A monitor of nothing but one listed metric."""

    asset: Asset
    query: MonitorQuery
    metric: Metric
    row: ListedMetric


def _plain(bundle: Bundle) -> Iterator[_Watched]:
    listed = listed_metrics(bundle)
    for asset, query in watched(bundle) if listed else ():
        metric = query.parts.metrics[0] if query.parts.is_plain else None
        row = metric_of(listed, metric.name) if metric else None
        if metric and row and query.comparison:
            yield _Watched(asset, query, metric, row)


@check(
    code="XC-020",
    severity=Severity.ADVICE,
    message=N_("{metric} is a {unit}; {value} can never be reached."),
)
def can_be_reached(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """A level of a percentage is at most 100, of a fraction at most 1; sums of them may be more."""
    for found in _plain(bundle):
        most = _MOST.get(found.row.unit) if not found.row.per_unit and found.metric.aggregator != "sum" else None
        levels = thresholds_of(found.asset)
        for pointer, name in ((CRITICAL, "critical"), (WARNING, "warning")):
            level = levels.get(name)
            if most is not None and isinstance(level, int | float) and not 0 <= level <= most:
                yield found.asset.spot(pointer, level, metric=found.metric.name, unit=found.row.unit)


@check(
    code="XC-021",
    severity=Severity.ADVICE,
    message=N_("Is a high {value} really bad?"),
)
def alerts_on_what_is_bad(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """A metric that is good when high alerts when it is low, and the other way round."""
    for found in _plain(bundle):
        is_above = found.query.comparison is not None and found.query.comparison.is_above
        if found.row.orientation == "1" and is_above:
            yield found.asset.spot(QUERY, found.metric.name)
        elif found.row.orientation == "-1" and not is_above:
            yield found.asset.spot(QUERY, found.metric.name, message=N_("Is a low {value} really bad?"))
