"""DB-042, DB-043 and DB-045: the lines of graphs, their names, queries and styles."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.dashboards.conversion import fix_converting_request
from tilekit.checks.dashboards.naming import alias_for
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import ListedMetric, listed_metrics, metric_of
from tilekit.checks.metrics.units import family
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import elements, text
from tilekit.queries.languages import Language
from tilekit.queries.query_parts import QueryMetric
from tilekit.queries.widgets import QueryText

_MANY_GROUPS = 2
_AS_LINES = N_("{metric} has many groups here. Show them as lines.")
_AS_AREA = N_("{metric} is a volume. Show it as an area.")
_SHOW_AS = {"bars": N_("Show as bars"), "line": N_("Show as lines"), "area": N_("Show as an area")}
# Functions that draw a separate band or line around the data, which bars would hide.
_BANDS = re.compile(r"\b(?:anomalies|forecast|outliers)\s*\(")


def graphs(board: Board) -> Iterator[Widget]:
    """The timeseries of a board."""
    return (widget for widget in board.leaves if widget.type == "timeseries")


def formulas_of(request: dict[str, Json]) -> list[Json]:
    """The formulas of a request, in the order of the file."""
    return elements(request.get("formulas"))


@dashboard_check(
    "DB-042",
    Severity.ADVICE,
    N_("This line has no alias, so the legend shows a raw query. Add an alias."),
    name=N_("Graph line without an alias"),
    folded=N_("{n} lines have no alias, so the legends show raw queries. Add an alias to each."),
    fix=FixClass.SUGGESTED,
    applies_to="timeseries",
    expected=N_("In a graph of several queries, every line has an alias, unless the legend is hidden"),
    bad="a legend of raw queries",
    good="Depth, Consumers",
)
def has_readable_legend(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """A graph of several formulas has an alias for each. The title names a single one, and the legend its groups."""
    for widget in graphs(board):
        if widget.definition.get("show_legend") is not False and len(list(_aliases(widget))) > 1:
            yield from _without_alias(board, widget, bundle)


def nameless_lines(widget: Widget) -> Iterator[tuple[str, str, str]]:
    """Pointer of the request, pointer of the formula and its text, for every line without an alias."""
    for pointer, request in widget.requests:
        for at, formula in enumerate(formulas_of(request)):
            if isinstance(formula, dict) and not text(formula.get("alias")).strip():
                yield pointer, f"{pointer}/formulas/{at}", text(formula.get("formula"))


def _aliases(widget: Widget) -> Iterator[str]:
    """The aliases of all lines; "" for a line without one."""
    for _, request in widget.requests:
        yield from (text(formula.get("alias")) for formula in formulas_of(request) if isinstance(formula, dict))


def _without_alias(board: Board, widget: Widget, bundle: Bundle) -> Iterator[RawFinding]:
    lines = list(nameless_lines(widget))
    aliases = [alias_for(board, widget, request, formula=formula, bundle=bundle) for request, _, formula in lines]
    taken = Counter([*aliases, *_aliases(widget)])
    for (_, pointer, _), alias in zip(lines, aliases, strict=True):
        place = f"{pointer}/alias"
        is_clear = alias and taken[alias] == 1  # two lines with the same name could not be distinguished
        fix = board.asset.setting(place, alias, N_("Use the alias “{alias}”"), alias=alias) if is_clear else None
        yield board.asset.finding(place, "" if fix else "reckoned", fix=fix)


@dashboard_check(
    "DB-043",
    Severity.ADVICE,
    N_("{metric} is a count. Show it as bars."),
    name=N_("Unsuitable display type of a graph"),
    folded=N_("{n} graphs show counts as lines, for example {metric}. Show counts as bars."),
    folded_variants={
        _AS_LINES: N_("{n} graphs have many groups, for example {metric}. Show them as lines."),
        _AS_AREA: N_("{n} graphs show volumes, for example {metric}. Show them as areas."),
    },
    fix=FixClass.SUGGESTED,
    applies_to="timeseries",
    expected=N_("The display type suits the data, with bars for counts, areas for volumes and lines for many groups"),
    bad="a count as a line",
    good="a count as bars",
)
def has_suitable_display_type(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """A graph of a single metric of the listing uses bars for a count, an area for a volume, and lines
    for many groups.
    """
    listed = listed_metrics(bundle)
    for widget in graphs(board) if listed else ():
        for pointer, request in widget.requests:
            metric = _only_metric([query for query in board.queries_of(widget) if _is_data_query(query, pointer)])
            display_type, message = (
                _suitable_display(metric, listed, text(request.get("display_type"))) if metric else ("", "")
            )
            if metric and display_type and not _has_band(request):
                place = f"{pointer}/display_type"
                fix = board.asset.setting(place, display_type, _SHOW_AS[display_type])
                yield board.asset.finding(place, metric=metric.name, message=message, fix=fix)


def _has_band(request: dict[str, Json]) -> bool:
    """Whether a formula shows an expected range in addition to the data."""
    return any(
        _BANDS.search(text(formula.get("formula"))) for formula in formulas_of(request) if isinstance(formula, dict)
    )


def _is_data_query(query: QueryText, request: str) -> bool:
    """Whether the text is a metric or search query of the request, not a formula over other queries."""
    return query.pointer.startswith(f"{request}/") and query.language in (Language.METRIC, Language.SEARCH)


def _only_metric(queries: list[QueryText]) -> QueryMetric | None:
    """The only metric of the only query; None if there are others or a calculation uses it."""
    parts = queries[0].parts if len(queries) == 1 else None
    return parts.metrics[0] if parts and parts.is_plain else None


def _suitable_display(metric: QueryMetric, listed: Mapping[str, ListedMetric], display_type: str) -> tuple[str, str]:
    """The better display type and its message; both are "" if the current type fits."""
    row = metric_of(listed, metric.name)
    if row is None or display_type not in ("line", "area", "bars"):
        return "", ""
    if row.type == "count":
        is_rate = any(method.name in ("as_rate", "per_second") for method in metric.methods)
        return ("bars", "") if display_type == "line" and not is_rate else ("", "")
    if display_type != "line" and len(metric.groups) >= _MANY_GROUPS and metric.aggregator != "sum":
        return "line", _AS_LINES
    is_volume = metric.aggregator == "sum" and family(row.unit) == "bytes" and len(metric.groups) == 1
    return ("area", _AS_AREA) if is_volume and display_type == "line" else ("", "")


@dashboard_check(
    "DB-045",
    Severity.ADVICE,
    N_("This graph uses the old query format (“q”). Use “queries” and “formulas”."),
    name=N_("Old query format"),
    folded=N_("{n} graphs use the old query format (“q”). Use “queries” and “formulas”."),
    fix=FixClass.SUGGESTED,
    applies_to="timeseries",
    expected=N_('"queries" and "formulas" instead of the old "q"'),
    bad='"q": "avg:acme.queue.depth{*}"',
    good='"queries" and "formulas"',
)
def has_new_queries(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """Requests have queries and formulas instead of a single string."""
    for widget in graphs(board):
        for pointer, request in widget.requests:
            if "q" in request:
                fix = fix_converting_request(board, widget, (pointer, request), bundle=bundle)
                yield board.asset.finding(f"{pointer}/q", "" if fix else "kept", fix=fix)
