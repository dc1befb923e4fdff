"""DB-041 to DB-047: how graphs and numbers are drawn."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.metrics.rules import metrics_of
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget, text
from tilekit.parse.positions import Unparsable

_LIMITED = ("error", "fail", "latency", "usage", "utiliz", "percent", "%", "duration", "health", "availab", "drop")


def _graphs(board: Board) -> Iterator[Widget]:
    return (widget for widget in board.leaves if widget.type == "timeseries")


def _formulas(request: dict[str, Json]) -> list[Json]:
    found = request.get("formulas")
    return found if isinstance(found, list) else []


@rule(
    "DB-041",
    Severity.ADVICE,
    N_("Name this line (alias), so the legend reads well."),
    folded=N_("Name the lines (alias), so the legends read well: {n} have no name."),
)
def has_aliases(board: Board, _: Bundle) -> Iterator[Spot]:
    """Every formula of a timeseries has an alias; graphs with a legend have a finding of their own."""
    for widget in _graphs(board):
        if widget.definition.get("show_legend") is True:
            continue
        yield from _without_alias(board, widget)


@rule(
    "DB-042",
    Severity.ADVICE,
    N_("The legend shows raw queries. Add aliases."),
    folded=N_("The legends show raw queries in {n} lines. Add aliases."),
)
def has_readable_legend(board: Board, _: Bundle) -> Iterator[Spot]:
    """Where a legend is shown, every line has an alias."""
    for widget in _graphs(board):
        if widget.definition.get("show_legend") is True:
            yield from _without_alias(board, widget)


def _without_alias(board: Board, widget: Widget) -> Iterator[Spot]:
    for pointer, request in widget.requests:
        for at, formula in enumerate(_formulas(request)):
            if isinstance(formula, dict) and not text(formula.get("alias")).strip():
                yield board.asset.spot(f"{pointer}/formulas/{at}/alias")


@rule("DB-043", Severity.ADVICE, N_("{metric} is a count; bars show it better."), fixable=True)
def fits_type(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """A graph of nothing but a count of the listing is drawn in bars."""
    counts = _counts(bundle)
    for widget in _graphs(board) if counts else ():
        for pointer, request in widget.requests:
            if request.get("display_type") != "line":
                continue
            queries = [query for query in widget.queries if query.pointer.startswith(f"{pointer}/")]
            metrics = {name for query in queries for name in counts if f":{name}{{" in query.text}
            if len(queries) == 1 and len(metrics) == 1:
                place = f"{pointer}/display_type"
                fix = board.asset.setting(place, "bars", N_("Draw bars"))
                yield board.asset.spot(place, min(metrics), metric=min(metrics), fix=fix)


def _counts(bundle: Bundle) -> frozenset[str]:
    try:
        metrics = metrics_of(bundle)
    except Unparsable:
        return frozenset()
    if metrics is None:
        return frozenset()
    pairs = zip(metrics.table.names, metrics.table.column("metric_type"), strict=False)
    return frozenset(name for name, kind in pairs if kind == "count" and name)


@rule("DB-044", Severity.ADVICE, N_("The graphs in this row will not line up: only some show a legend."))
def has_even_legends(board: Board, _: Bundle) -> Iterator[Spot]:
    """Timeseries side by side all show a legend, or none does; told once per row."""
    rows: dict[tuple[str, int], list[Widget]] = {}
    for widget in _graphs(board):
        if widget.box:
            rows.setdefault((widget.parent.pointer if widget.parent else "", widget.box.y), []).append(widget)
    for found in rows.values():
        shown = {widget.definition.get("show_legend") is True for widget in found}
        if len(shown) > 1:
            odd = next(widget for widget in found if widget.definition.get("show_legend") is not True)
            yield board.asset.spot(f"{odd.pointer}/definition/show_legend", odd.title)


@rule(
    "DB-045",
    Severity.ADVICE,
    N_("This graph uses an old query form."),
    folded=N_("{n} graphs use an old query form."),
)
def has_new_queries(board: Board, _: Bundle) -> Iterator[Spot]:
    """Queries stand beside their formulas, not as a single text."""
    for widget in _graphs(board):
        for pointer, request in widget.requests:
            if "q" in request:
                yield board.asset.spot(f"{pointer}/q")


@rule(
    "DB-046",
    Severity.ADVICE,
    N_("Add a graph behind this number."),
    folded=N_("Add a graph behind the numbers: {n} have none."),
)
def has_background(board: Board, _: Bundle) -> Iterator[Spot]:
    """Numbers have a timeseries behind them."""
    for widget in board.leaves:
        if widget.type == "query_value" and not widget.definition.get("timeseries_background"):
            yield board.asset.spot(f"{widget.pointer}/definition/timeseries_background")


@rule(
    "DB-047",
    Severity.ADVICE,
    N_("Colour this number by its limits."),
    folded=N_("Colour numbers that have limits: {n} have no colours."),
)
def has_colours(board: Board, _: Bundle) -> Iterator[Spot]:
    """A number whose title speaks of errors, latency or usage has conditional formats."""
    for widget in board.leaves:
        is_limited = any(word in widget.title.lower() for word in _LIMITED)
        if (
            widget.type == "query_value"
            and is_limited
            and not any(request.get("conditional_formats") for _, request in widget.requests)
        ):
            yield board.asset.spot(f"{widget.pointer}/definition/requests/0/conditional_formats")
