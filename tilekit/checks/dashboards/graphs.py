"""DB-044, DB-046 and DB-047: legends, and how numbers are drawn."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.lines import formulas_of, graphs, nameless_lines
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import Widget

# What has the same limits everywhere: a share, a state. How long or how much is too much differs.
_LIMITED = ("error rate", "failure rate", "fail rate", "success rate", "utiliz", "percent", "%", "health", "availab")


@rule(
    "DB-044",
    Severity.ADVICE,
    N_(
        "Some graphs in this row show a legend and some do not, so they do not line up. Use the same "
        "setting for all of them."
    ),
    fix=FixClass.SUGGESTED,
)
def has_even_legends(board: Board, _: Bundle) -> Iterator[Spot]:
    """Timeseries side by side all show a legend, or none does; reported once per row."""
    rows: dict[tuple[str, int], list[Widget]] = {}
    for widget in graphs(board):
        if widget.box:
            rows.setdefault((widget.parent.pointer if widget.parent else "", widget.box.y), []).append(widget)
    for found in rows.values():
        without = [widget for widget in found if not _has_legend(widget)]
        if without and len(without) < len(found):
            fix = _evened(board, found, without)
            yield board.asset.spot(f"{without[0].pointer}/definition/show_legend", without[0].title, fix=fix)


def _has_legend(widget: Widget) -> bool:
    return widget.definition.get("show_legend") is True


def _evened(board: Board, row: list[Widget], without: list[Widget]) -> Fix | None:
    """Legends for all, where they would not show raw queries; else for none; None if lines lack names in both."""
    others = [widget for widget in row if widget not in without]
    chosen = next((group for group in (without, others) if not any(any(nameless_lines(one)) for one in group)), None)
    if chosen is None:
        return None
    pointers = (f"{widget.pointer}/definition/show_legend" for widget in chosen)
    fixes = [board.asset.setting(pointer, chosen is without, "") for pointer in pointers]
    return Fix(
        title=Message(N_("Use the same legend setting")),
        edits=tuple(edit for one in fixes if one for edit in one.edits),
    )


@rule(
    "DB-046",
    Severity.ADVICE,
    N_("Add a timeseries background to this number."),
    folded=N_("{n} numbers have no timeseries background. Add one to each."),
    fix=FixClass.SUGGESTED,
)
def has_background(board: Board, _: Bundle) -> Iterator[Spot]:
    """Numbers have a timeseries behind them."""
    for widget in board.leaves:
        if widget.type == "query_value" and not widget.definition.get("timeseries_background"):
            pointer = f"{widget.pointer}/definition/timeseries_background"
            yield board.asset.spot(
                pointer, fix=board.asset.setting(pointer, {"type": "bars"}, N_("Add bars as the background"))
            )


@rule(
    "DB-047",
    Severity.ADVICE,
    N_("Add conditional formatting so that this number changes colour at its limits."),
    folded=N_("{n} numbers have no conditional formatting. Add it so that they change colour at their limits."),
)
def has_colours(board: Board, _: Bundle) -> Iterator[Spot]:
    """A number whose title mentions errors, latency or usage has conditional formats."""
    for widget in board.leaves:
        is_limited = any(word in widget.title.lower() for word in _LIMITED)
        if (
            widget.type == "query_value"
            and is_limited
            and not any(_is_coloured(request) for _, request in widget.requests)
        ):
            yield board.asset.spot(f"{widget.pointer}/definition/requests/0/conditional_formats")


def _is_coloured(request: dict[str, Json]) -> bool:
    """Whether limits are given for the request, or for a formula of it."""
    parts = (request, *formulas_of(request))
    return any(part.get("conditional_formats") for part in parts if isinstance(part, dict))
