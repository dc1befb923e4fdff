"""MN-036: monitors of one environment, which customers call something else."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.monitors.template_files import MONITOR_TYPES, definition_of, monitor_query_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.monitors import MonitorQuery


@monitor_query_check(
    "MN-036",
    Severity.WARNING,
    N_("The filter {value} matches only your environment. Remove it, or group the query by env."),
    name=N_("Monitor of one environment"),
    starts_observed=True,
    applies_to="query",
    expected=N_("No filter on a fixed environment"),
    bad="{env:prod-eu}",
    good="{*} by {env}",
)
def watches_all_environments(template: tuple[Asset, MonitorQuery], _: Bundle) -> Iterator[RawFinding]:
    asset, query = template
    if definition_of(asset).get("type") not in MONITOR_TYPES:  # MN-005 reports it
        return
    in_metrics = ((pointer, one) for pointer, metric in query.metrics for one in metric.filters)
    in_searches = ((search.pointer, one) for search in query.searches for one in search.parts.filters)
    for pointer, one in (*in_metrics, *in_searches):
        is_fixed = one.key == "env" and one.value and one.value[0] not in "$*{<" and not one.is_negated
        if is_fixed:
            value = f"{one.key}:{one.value}"
            yield asset.inside(asset.finding(pointer, value), max(text(asset.at(pointer)).find(value), 0))
