"""Finds which template variables filter each metric of a dashboard, and which others could."""

from collections import Counter
from collections.abc import Set as AbstractSet

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import fix_of
from tilekit.checks.metrics.listed_metrics import tags_of_metrics
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.edits import with_variables
from tilekit.queries.query_parts import QueryMetric
from tilekit.queries.scopes import variable_of
from tilekit.queries.widgets import QueryText


class ScopedMetric(Struct, frozen=True):
    """A metric in a query. variables_used are the template variables in its scope.

    variables_available are the variables for a tag that the metric has or is grouped by.
    """

    query: QueryText
    metric: QueryMetric
    variables_used: frozenset[str]
    variables_available: frozenset[str]


def scoped_metrics(board: Board, bundle: Bundle) -> list[ScopedMetric]:
    """Every metric with a scope, in document order; none if the board has no variables.

    Queries with an undefined variable are left out, because DB-054 reports them.
    """
    tags = {text(variable.get("name")): text(variable.get("prefix")) for _, variable in board.variables}
    if not any(tags):
        return []
    listed, scoped = tags_of_metrics(bundle), []
    for _, query in board.metric_queries:
        for metric in query.parts.metrics:
            if metric.scope is not None:
                used = {variable_of(variable.name, tags) for variable in metric.variables}
                if "" in used:
                    continue
                metric_tags = {*metric.groups, *listed.get(metric.name, ())}
                available = {name for name, tag in tags.items() if tag and tag in metric_tags}
                fixed = {name for name in available if any(one.key == tags[name] for one in metric.filters)}
                scoped.append(ScopedMetric(query, metric, frozenset(used), frozenset(available - fixed)))
    return scoped


def variable_over(name: str, tag: str) -> Json:
    """A template variable that selects all values of a tag by default."""
    return {"name": name, "prefix": tag, "available_values": [], "default": "*"}


def new_variable_fix(board: Board, bundle: Bundle) -> Fix | None:
    """The fix that adds a variable for the tag that most queries are grouped by, and filters queries by it.

    Without groups, it uses the first tag that the listing has for a shown metric. Only metrics that are known to have
    the tag are filtered, because others would show nothing. None if no tag is known or a query can't be filtered.
    """
    used_metrics = [(query, metric) for _, query in board.metric_queries for metric in query.parts.metrics]
    counts = Counter(group for _, metric in used_metrics for group in metric.groups if group[0] not in "$@#")
    listed = tags_of_metrics(bundle)
    tags = [tag for tag, _ in counts.most_common(1)] + [
        tag for _, one in used_metrics for tag in listed.get(one.name, ())
    ]
    names = {one.name for _, one in used_metrics if tags and tags[0] in (*one.groups, *listed.get(one.name, ()))}
    edits = _filter_edits(board, tags[0], names) if tags else None
    if not edits:
        return None
    added = board.asset.editor.adding("/template_variables", variable_over(tags[0], tags[0]))
    return fix_of(added, *edits, title=N_("Add a filter for {tag}"), tag=tags[0])


def _filter_edits(board: Board, name: str, metric_names: AbstractSet[str]) -> list[Edit | None] | None:
    """Edits that filter every query of these metrics by the variable; None if one of them has several metrics."""
    edits: list[Edit | None] = []
    for _, query in board.metric_queries:
        metrics = query.parts.metrics
        if metric_names.isdisjoint(metric.name for metric in metrics):
            continue
        change = with_variables(query.text, metrics[0], [name]) if len(metrics) == 1 else None
        if change is None:
            return None
        edits.append(board.asset.editor.rewording(query.pointer, change))
    return edits
