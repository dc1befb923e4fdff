"""DB-044, DB-046 and DB-047: legends, and how numbers are drawn."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check, dashboard_row, widgets_with
from tilekit.checks.dashboards.graph_lines import formulas_of, graphs, nameless_lines
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.shapes import HasValue
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import Widget

# Values whose limits are the same everywhere, such as a percentage or a state. Limits of durations and amounts differ.
_LIMITED = ("error rate", "failure rate", "fail rate", "success rate", "utiliz", "percent", "%", "health", "availab")


@dashboard_check(
    "DB-044",
    Severity.ADVICE,
    N_(
        "Some graphs in this row show a legend and some do not, so they do not line up. Use the same "
        "setting for all of them."
    ),
    name=N_("Legend on only some graphs of a row"),
    fix=FixClass.SUGGESTED,
    applies_to="timeseries",
    expected=N_("Either all graphs in a row show a legend or none do"),
    bad="one graph of three with a legend",
    good="all three, or none",
)
def has_even_legends(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Timeseries in the same row either all show a legend or none does. Reported once per row."""
    rows: dict[tuple[str, int], list[Widget]] = {}
    for widget in graphs(board):
        if widget.box:
            rows.setdefault((widget.parent.pointer if widget.parent else "", widget.box.y), []).append(widget)
    for row in rows.values():
        without = [widget for widget in row if widget.definition.get("show_legend") is not True]
        if without and len(without) < len(row):
            fix = _fix_legends(board, row, without)
            yield board.asset.finding(f"{without[0].pointer}/definition/show_legend", without[0].title, fix=fix)


def _fix_legends(board: Board, row: list[Widget], without: list[Widget]) -> Fix | None:
    """A fix that shows all legends, if no raw queries would appear in them; otherwise one that hides all. None if lines
    lack names in both groups.
    """
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


dashboard_row(
    "DB-046",
    Severity.ADVICE,
    N_("Add a timeseries background to this query value."),
    HasValue(
        at="/definition/timeseries_background",
        within=widgets_with(lambda widget: widget.type == "query_value"),
        is_required=True,
        fits=bool,
        shows_value=False,
        repair=lambda place: place.setting({"type": "bars"}, N_("Show bars in the background")),
    ),
    name=N_("Query value without a background"),
    folded=N_("{n} query values have no timeseries background. Add one to each."),
    applies_to="query_value",
    expected=N_("Has a timeseries background"),
    bad="a number alone",
    good="a number with its graph in the background",
)


@dashboard_check(
    "DB-047",
    Severity.ADVICE,
    N_("Add conditional formatting so that this query value changes colour when it crosses a threshold."),
    name=N_("Query value without conditional formatting"),
    folded=N_(
        "{n} query values have no conditional formatting. Add it so that they change colour when they cross a "
        "threshold."
    ),
    applies_to="query_value",
    expected=N_(
        "A query value whose title mentions a failure or success rate, utilisation, percentage, health or "
        "availability has conditional formatting"
    ),
    bad="a number without conditional formatting",
    good="a number that turns red above 90",
)
def has_colours(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget in board.leaves:
        if (
            widget.type == "query_value"
            and any(word in widget.title.lower() for word in _LIMITED)
            and not any(_is_coloured(request) for _, request in widget.requests)
        ):
            yield board.asset.finding(f"{widget.pointer}/definition/requests/0/conditional_formats")


def _is_coloured(request: dict[str, Json]) -> bool:
    """Whether the request, or a formula of it, has conditional formats."""
    parts = (request, *formulas_of(request))
    return any(part.get("conditional_formats") for part in parts if isinstance(part, dict))
