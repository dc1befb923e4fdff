"""DB-076: titles about another quantity than the metrics of the widget."""

import re
from collections.abc import Iterator, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.quantities import other_metric, unmeasured
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import objects, text
from tilekit.queries.languages import Language
from tilekit.queries.widgets import QueryText

_PER_SECOND = re.compile(r"\bper sec(?:ond)?\b|/s(?:ec)?\b|\b(?:rps|qps|tps)\b", re.IGNORECASE)
_PLAIN_FORMULA = re.compile(r"\w+")
_OTHER_METRIC = N_("The title “{value}” is about {metric}, which the query does not read. Correct one of them.")
_SHOWS_COUNT = N_(
    "The text says “{value}”, but the query shows the count of each interval. Use as_rate() or another text."
)


@dashboard_check(
    "DB-076",
    Severity.ADVICE,
    N_("The title says “{value}”, but no metric of this widget measures it. Correct the title or the query."),
    name=N_("Title about another quantity"),
    starts_observed=True,
    applies_to=N_("widget titles, aliases, queries"),
    expected=N_("The metrics of a widget measure what its title says, and rates are not counts"),
    bad="“CPU usage” for acme.messages.waiting",
    good="“Waiting messages” for acme.messages.waiting",
)
def measures_titled_quantity(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """Titles name a quantity that the metrics measure. Widgets that also read other data are left out."""
    for widget in board.leaves:
        queries = [one for one in board.queries_of(widget) if one.language in (Language.METRIC, Language.SEARCH)]
        metrics = [metric for one in queries for metric in one.parts.metrics]
        if not metrics or any(one.language is Language.SEARCH for one in queries):
            continue
        for match in unmeasured(widget.title, [metric.name for metric in metrics], bundle):
            yield board.asset.finding(f"{widget.pointer}/definition/title", match[0])
        name = other_metric(widget.title, [metric.name for metric in metrics], bundle) if _is_plain(queries) else ""
        if name:
            pointer = f"{widget.pointer}/definition/title"
            yield board.asset.finding(pointer, widget.title, message=_OTHER_METRIC, metric=name)
        if all(any(call.name == "as_count" for call in metric.methods) and not metric.around for metric in metrics):
            yield from _rates(board, widget)


def _is_plain(queries: Sequence[QueryText]) -> bool:
    """Whether one query without a filter reads one metric, so that nothing else can be meant."""
    parts = queries[0].parts
    return len(queries) == 1 and parts.is_plain and not any(metric.filters for metric in parts.metrics)


def _rates(board: Board, widget: Widget) -> Iterator[RawFinding]:
    """Texts that call counts a rate, without a formula that makes them one."""
    formulas = [(f"{pointer}/formulas/{at}", formula) for pointer, request in widget.requests
                for at, formula in objects(request.get("formulas"))]  # fmt: skip
    if not all(_PLAIN_FORMULA.fullmatch(text(formula.get("formula"))) for _, formula in formulas):
        return
    texts = [(f"{pointer}/alias", text(formula.get("alias"))) for pointer, formula in formulas]
    for pointer, shown in ((f"{widget.pointer}/definition/title", widget.title), *texts):
        if match := _PER_SECOND.search(shown):
            yield board.asset.finding(pointer, match[0], message=_SHOWS_COUNT)
