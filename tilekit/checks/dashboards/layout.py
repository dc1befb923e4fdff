"""DB-027 to DB-033 and DB-066: positions and number of widgets."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import FixClass, RawFinding, Severity, Stage
from tilekit.core.messages import N_
from tilekit.parse.dashboard import BOARD_COLUMNS, STREAMS, Box, Widget

_MIN_TIMESERIES, _MIN_STREAM = 4, 6
_FEW, _MANY = 5, 100
_UNEVEN_ROWS = 12


@dashboard_check(
    "DB-027",
    Severity.ADVICE,
    N_("This graph is too narrow to read. Make it at least 4 columns wide."),
    name=N_("Graph too narrow"),
    folded=N_("{n} graphs are too narrow to read, for example “{title}”. Make them at least 4 columns wide."),
    applies_to="timeseries",
    expected=N_("At least 4 columns wide on an ordered dashboard"),
    bad="a graph 2 columns wide",
    good="a graph 4 columns wide",
)
def has_wide_graphs(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget in board.leaves if board.is_ordered else ():
        if widget.type == "timeseries" and widget.box and 0 < widget.box.width < _MIN_TIMESERIES:
            yield board.asset.finding(f"{widget.pointer}/layout", title=widget.title)


@dashboard_check(
    "DB-028",
    Severity.WARNING,
    N_("This list is too narrow to read. Make it at least 6 columns wide."),
    name=N_("List too narrow"),
    applies_to=N_("stream widgets"),
    expected=N_("Log, list and event streams (log_stream, list_stream, event_stream) are at least 6 columns wide"),
    bad="a log list 4 columns wide",
    good="a log list 12 columns wide",
)
def has_wide_lists(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget in board.leaves if board.is_ordered else ():
        if widget.type in STREAMS and widget.box and 0 < widget.box.width < _MIN_STREAM:
            yield board.asset.finding(f"{widget.pointer}/layout", widget.title)


@dashboard_check(
    "DB-029",
    Severity.ADVICE,
    N_("Move groups with long lists to the end. Elsewhere, they make the dashboard hard to scroll."),
    name=N_("Long list before other groups"),
    applies_to=N_("stream widgets"),
    expected=N_("Groups with stream widgets come after all other groups"),
    bad="a log list in the first group",
    good="a log list in the last group",
)
def ends_with_lists(board: Board, _: Bundle) -> Iterator[RawFinding]:
    kinds = [any(widget.type in STREAMS for widget in board.inside(group)) for group in board.groups]
    for group, has_list, after in zip(board.groups, kinds, (kinds[at + 1 :] for at in range(len(kinds))), strict=True):
        if has_list and not all(after):
            yield board.asset.finding(group.pointer, group.title)


@dashboard_check(
    "DB-030",
    Severity.BLOCKER,
    N_("This widget extends beyond column 12. Move it or make it narrower."),
    name=N_("Widget outside the grid"),
    fix=FixClass.SUGGESTED,
    applies_to="layout",
    expected=N_("Widgets of an ordered dashboard have a width and a height greater than 0, and fit into 12 columns"),
    bad="x 10 and width 6",
    good="x 6 and width 6",
)
def stays_inside(board: Board, _: Bundle) -> Iterator[RawFinding]:
    for widget in board.widgets if board.is_ordered else ():
        box = widget.box
        if box is None:
            continue
        pointer = f"{widget.pointer}/layout"
        if box.width <= 0 or box.height <= 0 or box.x < 0 or box.y < 0:
            message = N_(
                "The width or height of this widget is not greater than 0, or its position is negative. "
                "Correct its layout."
            )
            raw_finding = board.asset.finding(pointer, widget.title or widget.type, message=message)
            yield board.asset.moved(raw_finding, f"{pointer}/{_wrong_number(box)}")
        elif box.right > BOARD_COLUMNS:
            width = max(BOARD_COLUMNS - box.x, 1)
            name = "width" if box.x < BOARD_COLUMNS else "x"
            fix = board.asset.setting(
                f"{pointer}/{name}", width if name == "width" else 0, N_("Fit the widget into the dashboard")
            )
            raw_finding = board.asset.finding(pointer, widget.title or widget.type, fix=fix)
            yield board.asset.moved(raw_finding, f"{pointer}/{name}")


def _wrong_number(box: Box) -> str:
    """The first number that is not possible in a layout."""
    sizes = {"width": box.width > 0, "height": box.height > 0, "x": box.x >= 0, "y": box.y >= 0}
    return next(name for name, is_possible in sizes.items() if not is_possible)


@dashboard_check(
    "DB-066",
    Severity.ADVICE,
    N_("Two widgets overlap at column {x}, row {y}, and will move when someone opens the dashboard. Separate them."),
    name=N_("Overlapping widgets"),
    applies_to="layout",
    expected=N_("Widgets do not overlap"),
    bad="two widgets at x 0, y 0",
    good="two widgets next to each other",
)
def overlaps_nothing(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Widgets on the same level do not overlap. Only the first overlap of a group is reported.

    DB-030 reports widgets outside the columns. Columns and tabs can't overlap. Not checked if the platform arranges the
    widgets itself.
    """
    groups: dict[tuple[str, int, str], list[Widget]] = {}
    has_places = board.is_ordered and board.asset.value.get("reflow_type") != "auto"
    for widget in board.widgets if has_places else ():
        if (
            widget.box
            and widget.box.x >= 0
            and widget.box.right <= BOARD_COLUMNS
            and min(widget.box.width, widget.box.height) > 0
        ):
            parent, tab = widget.parent.pointer if widget.parent else "", board.tabs.get(str(widget.raw.get("id")), "")
            groups.setdefault((parent, widget.column, tab), []).append(widget)
    for level in groups.values():
        clash = _first_overlap(sorted(level, key=lambda widget: (widget.box.y, widget.box.x) if widget.box else (0, 0)))
        if clash and clash.box:
            yield board.asset.finding(
                f"{clash.pointer}/layout", clash.title or clash.type, x=clash.box.x, y=clash.box.y
            )


def _first_overlap(widgets: list[Widget]) -> Widget | None:
    """The first widget that overlaps an earlier one; None if there is none.

    The widgets are sorted by row, so each is compared only with those that reach into its rows.
    """
    still_open: list[Widget] = []
    for widget in widgets:
        box = widget.box
        if box is None:
            continue
        still_open = [other for other in still_open if other.box and other.box.y + other.box.height > box.y]
        if any(other.box and box.overlaps(other.box) for other in still_open):
            return widget
        still_open.append(widget)
    return None


@dashboard_check(
    "DB-031",
    Severity.ADVICE,
    N_("On a wide screen, one column is {n} rows longer than the other. Move a group."),
    name=N_("Columns of unequal length"),
    stage=Stage.DEEP,
    applies_to="layout",
    expected=N_("On a wide screen, the left and right halves are about the same height"),
    bad="a left half twice as high as the right one",
    good="groups divided between both halves",
)
def fills_both_columns(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """On a wide screen, the groups fill two columns of similar height.

    The upper half of the dashboard is on the left.
    """
    heights = [group.box.height for group in board.groups if group.box]
    total = sum(heights)
    best = min((abs(total - 2 * sum(heights[:at])) for at in range(1, len(heights))), default=0)
    if len(heights) > 1 and best > _UNEVEN_ROWS and best * 2 > total:
        yield board.asset.finding("/widgets", n=best)


@dashboard_check(
    "DB-032",
    Severity.ADVICE,
    N_("The dashboard has only timeseries graphs. Add a query value, a top list or a table."),
    name=N_("Only timeseries graphs"),
    applies_to=N_("widgets"),
    expected=N_("If there are several data widgets, not all of them are timeseries"),
    bad="ten line graphs",
    good="line graphs, values and a top list",
)
def has_varied_widgets(board: Board, _: Bundle) -> Iterator[RawFinding]:
    types = {widget.type for widget in board.leaves if widget.has_data}
    if types == {"timeseries"} and sum(widget.has_data for widget in board.leaves) > 1:
        yield board.asset.finding("/widgets")


@dashboard_check(
    "DB-033",
    Severity.ADVICE,
    N_("The dashboard has only {n} widgets. Show more of the data that your product sends."),
    name=N_("Too few or too many widgets"),
    applies_to=N_("widgets"),
    expected=N_("5 to 100 widgets, not counting groups"),
    bad="three widgets",
    good="a dozen",
)
def has_suitable_widget_count(board: Board, _: Bundle) -> Iterator[RawFinding]:
    n = len(board.leaves)
    if 0 < n < _FEW:
        yield board.asset.finding("/widgets", n=n)
    elif n > _MANY:
        yield board.asset.finding(
            "/widgets",
            n=n,
            message=N_("The dashboard has {n} widgets, which is a lot. Split it or remove some of them."),
        )
