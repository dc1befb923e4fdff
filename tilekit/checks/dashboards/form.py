"""DB-004 to DB-006, DB-012 to DB-014, DB-063 and DB-065: the form of the export and its top-level values."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check, dashboard_row, widgets_with
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.identifiers import is_uuid
from tilekit.checks.shapes import HasNoAccountKeys, HasValue
from tilekit.checks.similar_keys import at_similar_key
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_OLD_KEYS = ("board_title", "graphs", "board_bgtype", "original_title")
_FROM_ACCOUNT = (
    "/author", "/author_handle", "/author_name", "/author_info", "/created_by", "/id", "/url", "/created_at",
    "/modified_at", "/notify_list", "/restricted_roles", "/is_read_only",
)  # fmt: skip
_NO_REQUESTS = N_("This widget has no requests, so it shows nothing. Add a request or remove the widget.")
# These types draw the results of their requests and nothing else.
_DRAWN = frozenset((
    "bar_chart", "change", "distribution", "funnel", "geomap", "heatmap", "hostmap", "list_stream", "query_table",
    "query_value", "scatterplot", "sunburst", "timeseries", "toplist", "treemap",
))  # fmt: skip


def is_old_dashboard(board: Board) -> bool:
    """Whether the file has an earlier dashboard format."""
    value = board.asset.value
    widgets = value.get("widgets")
    has_bare = isinstance(widgets, list) and any(
        isinstance(item, dict) and "definition" not in item for item in widgets
    )
    is_bare = has_bare and all("type" in widget.raw for widget in board.top)
    return any(key in value for key in _OLD_KEYS) or not ({"layout_type", "title"} & set(value)) or is_bare


@dashboard_check(
    "DB-004",
    Severity.BLOCKER,
    N_("The file is not in the current dashboard format. Open the dashboard and choose Export dashboard JSON."),
    name=N_("Old dashboard format"),
    applies_to=N_("file"),
    expected=N_("The current dashboard format: layout_type or title is set, and each widget has a definition"),
    bad="an export in the old format",
    good="an export with Export dashboard JSON",
)
def is_current_form(board: Board, _: Bundle) -> Iterator[RawFinding]:
    if is_old_dashboard(board):
        yield board.asset.finding()


@dashboard_check(
    "DB-005",
    Severity.BLOCKER,
    N_("This widget has the app_id of another listing. Use your own app_uuid."),
    name=N_("Widget with another listing's app_id"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("all widgets"),
    expected=N_("If a widget has an app_id, it is the app_uuid of the listing"),
    bad="the app_id of another listing",
    good="the listing's own app_uuid",
)
def is_own_app(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """A widget's app_id is the listing's own. Not checked if the listing's app_uuid is invalid (MF-003)."""
    app_uuid = bundle.basics.app_uuid
    for widget in board.widgets if is_uuid(app_uuid) else ():
        app_id = widget.definition.get("app_id")
        if app_id is not None and app_id != app_uuid:
            pointer = f"{widget.pointer}/definition/app_id"
            fix = board.asset.setting(pointer, app_uuid, N_("Use your own app_uuid"))
            yield board.asset.finding(pointer, app_id, fix=fix)


@dashboard_check(
    "DB-006",
    Severity.BLOCKER,
    N_("Widget {number} has no type. Export the dashboard again."),
    name=N_("No widgets, or a widget without a type"),
    applies_to="/widgets",
    expected=N_("At least one widget, each with a definition that has a type"),
    bad="a widget without a type",
    good='"definition": {"type": "timeseries", …}',
)
def has_widgets(board: Board, _: Bundle) -> Iterator[RawFinding]:
    widgets = board.asset.value.get("widgets")
    if is_old_dashboard(board) or widgets is None:
        return
    if not isinstance(widgets, list) or not widgets:
        yield board.asset.finding("/widgets", message=N_("The dashboard has no widgets. Add some."))
        return
    for at, item in enumerate(widgets):
        if not isinstance(item, dict):
            yield board.asset.finding(f"/widgets/{at}", number=at + 1)
    for widget in board.widgets:
        if not widget.type:
            yield board.asset.finding(widget.pointer, number=int(widget.pointer.rpartition("/")[2]) + 1)
        elif widget.type in _DRAWN and "requests" not in widget.definition:
            pointer = f"{widget.pointer}/definition"
            raw_finding = board.asset.finding(pointer, message=_NO_REQUESTS)
            yield at_similar_key(raw_finding, board.asset, f"{pointer}/requests")


dashboard_row(
    "DB-065",
    Severity.WARNING,
    N_("{value} is not a known widget type, so we cannot preview this widget. Check the spelling."),
    HasValue(
        at="/definition/type", within=widgets_with(lambda widget: not widget.family), fits=lambda kind: not text(kind)
    ),
    name=N_("Unknown widget type"),
    applies_to=N_("all widgets"),
    expected=N_("The type is one that the platform knows"),
    bad='"type": "speedometer"',
    good='"type": "query_value"',
)


@dashboard_check(
    "DB-012",
    Severity.WARNING,
    N_("This dashboard has a free-form layout. Use the default layout so that it fits every screen."),
    name=N_("Free-form dashboard layout"),
    applies_to="/layout_type",
    expected=N_('"ordered" (the default layout), if set'),
    bad='"layout_type": "free"',
    good='"layout_type": "ordered"',
)
def has_default_layout(board: Board, _: Bundle) -> Iterator[RawFinding]:
    layout = board.asset.value.get("layout_type")
    if layout not in (None, "ordered"):
        message = "" if layout == "free" else N_("{value} is not a layout of dashboards. Use ordered.")
        yield board.asset.finding("/layout_type", layout, message=message)


dashboard_row(
    "DB-014",
    Severity.WARNING,
    N_("The export contains {key} from your account. Remove it."),
    HasNoAccountKeys(pointers=_FROM_ACCOUNT, counts=lambda value: value not in (None, "", [], {}, False)),
    name=N_("Account-specific values in a dashboard"),
    fix=FixClass.SAFE,
    applies_to=N_("top level"),
    expected=N_(
        "No values for author, author_handle, author_name, author_info, created_by, id, url, created_at, "
        "modified_at, notify_list, restricted_roles or is_read_only"
    ),
    bad='"author_handle": "jo@acme.example"',
    good="no data from your account",
)


@dashboard_check(
    "DB-013",
    Severity.ADVICE,
    N_("Set reflow_type to fixed so that widgets stay where you put them."),
    name=N_("Dashboard layout not fixed"),
    fix=FixClass.SUGGESTED,
    applies_to="/reflow_type",
    expected=N_('"fixed" if layout_type is "ordered"'),
    bad='"reflow_type": "auto"',
    good='"reflow_type": "fixed"',
)
def has_fixed_layout(board: Board, _: Bundle) -> Iterator[RawFinding]:
    if board.asset.value.get("layout_type") == "ordered" and board.asset.value.get("reflow_type") != "fixed":
        has_layouts = board.top and all(widget.box for widget in board.top)
        fix = board.asset.setting("/reflow_type", "fixed", N_("Use the fixed layout")) if has_layouts else None
        yield board.asset.finding("/reflow_type", text(board.asset.value.get("reflow_type")), fix=fix)


@dashboard_check(
    "DB-063",
    Severity.ADVICE,
    N_("Two widgets have the same ID. Use a different ID for each widget."),
    name=N_("Two widgets with the same ID"),
    fix=FixClass.SAFE,
    applies_to=N_("widget IDs"),
    expected=N_("Each widget has a unique ID or none"),
    bad="two widgets with the ID 7",
    good="a different ID for each widget",
)
def has_own_ids(board: Board, _: Bundle) -> Iterator[RawFinding]:
    ids = [widget.raw.get("id") for widget in board.widgets]
    highest = max((number for number in ids if isinstance(number, int)), default=0)
    seen = set[str]()
    for widget, number in zip(board.widgets, ids, strict=True):
        if number is not None and str(number) in seen:
            highest += 1
            pointer = f"{widget.pointer}/id"
            yield board.asset.finding(pointer, number, fix=board.asset.setting(pointer, highest, N_("Use a new ID")))
        seen.add(str(number))
