"""DB-072: titles that contradict the query."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.outcomes import other_outcome
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.queries.languages import Language
from tilekit.queries.widgets import QueryText

_PERCENTILE = re.compile(r"\b(?:p|P)(?P<short>50|75|90|95|99)\b|\b(?P<long>50|75|90|95|99)th percentile\b")
_OF_PERCENTILES = re.compile(r"p(?:50|75|90|95|99)|percentile|quantile|\.median|0\.\d+", re.IGNORECASE)
# The start of a title that is about one end of a range -> the aggregator that reads the other end.
_OTHER_END = {
    "max": re.compile(r"(?:min|minimum|lowest|fewest|smallest|least)\b", re.IGNORECASE),
    "min": re.compile(r"(?:max|maximum|highest|peak|largest|most)\b", re.IGNORECASE),
}
# The start of a title about an aggregation -> the aggregators that compute another one.
_AGGREGATIONS = (
    (re.compile(r"(?:average|mean|avg)\b", re.IGNORECASE), ("max", "min")),
    (re.compile(r"(?:max|maximum|highest|peak)\b", re.IGNORECASE), ("avg",)),
    (re.compile(r"(?:min|minimum|lowest)\b", re.IGNORECASE), ("avg",)),
)
_AGGREGATED_NAME = re.compile(
    r"(?:^|[._])(?:avg|average|mean|max(?:imum)?|min(?:imum)?|peak|high\w*|low\w*|limit|p?\d+)(?:[._]|$)"
)
_BY_TAG = re.compile(r"\b(?:by|per) (?P<tag>[a-z][a-z_ ]*[a-z])\Z", re.IGNORECASE)
_NOT_GROUPED = N_("The title says “{value}”, but the query does not group by {tag}. Correct one of them.")
_PLAIN_AGGREGATORS = ("avg", "sum", "min")


@dashboard_check(
    "DB-072",
    Severity.ADVICE,
    N_("The title says “{value}”, but the query reads {read}. Correct one of them."),
    name=N_("Title that contradicts the query"),
    applies_to=N_("widget titles, queries"),
    expected=N_("The query reads what the title says: failures or successes, the aggregation and the group"),
    bad="Failed logins on @outcome:success",
    good="Failed logins on @outcome:failure",
)
def shows_what_title_says(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """A widget with one query shows what its title says. With several queries, the title may be about one of them."""
    tags = {group for widget in board.leaves for one in board.queries_of(widget) for metric in one.parts.metrics
            for group in metric.groups}  # fmt: skip
    for widget in board.leaves:
        queries = [one for one in board.queries_of(widget) if one.language in (Language.SEARCH, Language.METRIC)]
        query = queries[0] if len(queries) == 1 else None
        problem = other_outcome(widget.title, query.parts.filters) if query else None
        if query and not problem and (said := _no_percentile(widget.title, query)):
            is_calculated = any(_OF_PERCENTILES.search(one.text) for one in board.queries_of(widget))
            problem = None if is_calculated else said
        problem = problem or (_other_end(widget.title, query) or _other_aggregation(widget, query) if query else None)
        if query and (tag := _missing_group(widget.title, query, tags)):
            yield board.asset.finding(query.pointer, tag[0], message=_NOT_GROUPED, tag=tag[1])
        if problem:
            yield board.asset.finding(queries[0].pointer, problem[0], read=problem[1])


def _no_percentile(title: str, query: QueryText) -> tuple[str, str] | None:
    """(percentile in the title, aggregator) if the query reads an average or a sum of a metric without percentiles."""
    match = _PERCENTILE.search(title)
    metrics = query.parts.metrics
    is_other = match and len(metrics) == 1 and metrics[0].aggregator in _PLAIN_AGGREGATORS
    return (match[0], metrics[0].aggregator) if match and is_other else None


def _other_end(title: str, query: QueryText) -> tuple[str, str] | None:
    """(word of the title, aggregator) if the title is about the lowest value and the query reads the highest."""
    metrics = query.parts.metrics
    aggregator = metrics[0].aggregator if len(metrics) == 1 else ""
    match = _OTHER_END[aggregator].match(title) if aggregator in _OTHER_END else None
    return (match[0], aggregator) if match else None


def _other_aggregation(widget: Widget, query: QueryText) -> tuple[str, str] | None:
    """(word of the title, aggregator) if the title is about the average and the query reads the highest, or similar.

    Only graphs over time: other widgets aggregate once more. The metric itself may be an aggregation.
    """
    metrics = query.parts.metrics
    metric = metrics[0] if len(metrics) == 1 and widget.type == "timeseries" else None
    if metric is None or metric.methods or metric.around or _AGGREGATED_NAME.search(metric.name):
        return None
    words = ((pattern.match(widget.title), others) for pattern, others in _AGGREGATIONS)
    return next(((match[0], metric.aggregator) for match, others in words
                 if match and metric.aggregator in others), None)  # fmt: skip


def _missing_group(title: str, query: QueryText, tags: set[str]) -> tuple[str, str] | None:
    """(words of the title, tag) if the title ends with “by host”, and the query has no groups but others do."""
    match, metrics = _BY_TAG.search(title), query.parts.metrics
    tag = match["tag"].lower().replace(" ", "_") if match else ""
    is_grouped = any(metric.groups for metric in metrics)
    return (match[0], tag) if match and tag in tags and metrics and not is_grouped else None
