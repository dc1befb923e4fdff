"""DB-077 and DB-078: widgets with the query of another widget, and lists without anything to list."""

import re
from collections import Counter
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import objects, text
from tilekit.queries.languages import Language

_NOT_COMPARED = frozenset(("conditional_formats", "formulas", "queries", "style"))
_QUERY_NAME = re.compile(r"[A-Za-z_]\w*")
_LISTS = frozenset(("geomap", "sunburst", "toplist", "treemap"))


@dashboard_check(
    "DB-077",
    Severity.WARNING,
    N_("The widget “{other}” has the same query. Correct the query of one of them."),
    name=N_("Two widgets with the same query"),
    starts_observed=True,
    applies_to=N_("widgets"),
    expected=N_("Widgets of one type with different titles have different queries"),
    bad="“Waiting messages” and “Failed messages”, both for acme.messages.waiting",
    good="acme.messages.waiting and acme.messages.failed",
)
def shows_each_query_once(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """A copied widget reads something else than its original. The second one is reported."""
    seen: dict[str, str] = {}
    titled = [(widget, _texts(board, widget)) for widget in board.leaves if widget.title]
    repeated = {texts for texts, number in Counter(texts for _, texts in titled).items() if texts and number > 1}
    for widget in (widget for widget, texts in titled if texts in repeated):
        if key := _content(board, widget):
            other = seen.setdefault(key, widget.title)
            if other.casefold() != widget.title.casefold():
                pointer = board.queries_of(widget)[0].pointer
                yield board.asset.finding(pointer, widget.title, other=other)


def _texts(board: Board, widget: Widget) -> tuple[str, ...]:
    """The queries of a widget without its formulas."""
    queries = board.queries_of(widget)
    return tuple(one.text for one in queries if one.language is Language.SEARCH or one.parts.metrics)


def _content(board: Board, widget: Widget) -> str:
    """What a widget shows and how, without its title, its colours and the names of queries; "" without a query."""
    parts: list[object] = [widget.type]
    for _, request in widget.requests:
        queries = [query for _, query in objects(request.get("queries"))]
        names = [text(query.get("name")) for query in queries]
        formulas = [_with_numbers(text(one.get("formula")), names) for _, one in objects(request.get("formulas"))]
        parts += [[{**query, "name": ""} for query in queries], formulas]
        parts.append({name: value for name, value in request.items() if name not in _NOT_COMPARED})
    return repr(parts) if len(parts) > 1 and board.queries_of(widget) else ""


def _with_numbers(formula: str, names: list[str]) -> str:
    """The formula with the numbers of queries in place of their names."""
    return _QUERY_NAME.sub(lambda match: str(names.index(match[0])) if match[0] in names else match[0], formula)


@dashboard_check(
    "DB-078",
    Severity.WARNING,
    N_("The query has no groups, so “{value}” shows a single value. Group it by a tag, or use a query value."),
    name=N_("List of a query without groups"),
    starts_observed=True,
    applies_to=N_("top lists, tree maps, pie charts, maps"),
    expected=N_("The query of a widget that compares groups has groups"),
    bad="a top list of sum:acme.messages.waiting{*}",
    good="sum:acme.messages.waiting{*} by {queue}",
)
def lists_groups(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """At least one query of a list has groups, or the list compares several queries."""
    for widget in board.leaves:
        queries = board.queries_of(widget) if widget.type in _LISTS else ()
        metrics = [(one, metric) for one in queries for metric in one.parts.metrics]
        is_read_otherwise = any(one.language is Language.SEARCH or one.parts.fault for one in queries)
        if len(metrics) == 1 and not metrics[0][1].groups and not is_read_otherwise:
            yield board.asset.finding(metrics[0][0].pointer, widget.title or widget.type)
