"""XC-038 and XC-039: methods and groups in queries that do not fit the metric."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics, tags_of_metrics
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.queries.query_parts import COUNT_METHODS, QueryMetric


def _used_metrics(bundle: Bundle) -> Iterator[tuple[Asset, str, QueryMetric]]:
    """File, pointer and metric of every metric in dashboards and monitors."""
    for board in boards(bundle):
        for _, query in board.metric_queries:
            yield from ((board.asset, query.pointer, metric) for metric in query.parts.metrics)
    for asset, monitor_query in templates_with_query(bundle):
        yield from ((asset, pointer, metric) for pointer, metric in monitor_query.metrics)


@check(
    code="XC-038",
    name=N_("Gauge read as a count"),
    severity=Severity.ADVICE,
    message=N_("{metric} is a gauge, so {value}() does not fit it. Remove it, or correct the type of the metric."),
    folded=N_("{value}() does not fit gauges ({n} places, first for {metric}). Remove it."),
    applies_to=N_("dashboards, monitors, metadata.csv"),
    expected=N_("as_count and as_rate are used only for counts and rates"),
    bad="avg:acme.queue.depth{*}.as_count()",
    good="avg:acme.queue.depth{*}",
)
def counts_no_gauges(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    listed = listed_metrics(bundle)
    for asset, pointer, metric in _used_metrics(bundle) if listed else ():
        row = listed.get(metric.name)
        for call in metric.methods if row and row.type == "gauge" else ():
            if call.name in COUNT_METHODS:
                yield asset.finding(pointer, call.name, metric=metric.name)


@check(
    code="XC-039",
    name=N_("Group by a tag that the metric does not have"),
    severity=Severity.ADVICE,
    message=N_("{metric} does not list the tag {value} in sample_tags. Add the tag there, or group by another one."),
    starts_observed=True,
    applies_to=N_("dashboards, monitors, metadata.csv"),
    expected=N_("Queries group by tags of the metric, if metadata.csv lists its tags"),
    bad="by {shard}, but sample_tags contains only queue",
    good="by {queue}",
)
def groups_by_own_tags(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Groups are tags of the metric. A tag counts only if another metric lists it: the list may be incomplete."""
    tags = tags_of_metrics(bundle)
    all_tags = {tag for names in tags.values() for tag in names}
    for asset, pointer, metric in _used_metrics(bundle) if tags else ():
        for group in metric.groups if metric.name in tags else ():
            if group in all_tags and group not in tags[metric.name]:
                yield asset.inside(
                    asset.finding(pointer, group, metric=metric.name), (metric.scope or (metric.at,))[-1]
                )
