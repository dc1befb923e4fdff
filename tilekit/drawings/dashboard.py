"""Dashboards as boxes: the position, title, shape and metrics of each widget."""

from collections.abc import Sequence

from msgspec import Struct

from tilekit import markdown
from tilekit.core.fields import Json
from tilekit.drawings.board_layout import PlacedWidget, placed_widgets
from tilekit.drawings.model import TemplateVariable, WidgetBox
from tilekit.drawings.widget_shapes import shape_of
from tilekit.parse.dashboard import BOARD_COLUMNS, NOTE_WIDGETS, Box, Widget, widgets_of
from tilekit.parse.json_values import elements, members, objects, text
from tilekit.queries.widgets import queries_of

MAX_DRAWN_WIDGETS, MAX_BOARD_ROWS = 150, 240
_MAX_TITLE, _MAX_NOTE, _MAX_METRIC_NAME, _MAX_METRICS_OF_WIDGET = 120, 160, 200, 12
_READ_NOTE_CHARACTERS = 1_000
_MAX_VARIABLES, _MAX_VARIABLE_CHARACTERS = 20, 100
# The height of a cell of a free-form board, whose cells are square, in rows of the grid.
_FREE_ROWS = 1.5


class DashboardDrawing(Struct, frozen=True, kw_only=True):
    """The template variables, the widgets that are drawn, and the number of those that are not."""

    variables: tuple[TemplateVariable, ...] = ()
    boxes: tuple[WidgetBox, ...] = ()
    more: int = 0


def dashboard_drawing(dashboard: Json) -> DashboardDrawing:
    """The drawing of a dashboard: at most 150 widgets on a grid of 12 columns, in at most 240 rows.

    A free-form board is scaled to the grid. Widgets outside of these limits are only counted.
    """
    widgets = widgets_of(dashboard)
    shown, scale = _drawn(dashboard, widgets)
    boxes = tuple(_box(item.widget, item.box, scale) for item in shown)
    return DashboardDrawing(variables=_variables(dashboard), boxes=boxes, more=len(widgets) - len(shown))


def drawn_pointers(dashboard: Json) -> list[str]:
    """The JSON pointers of the drawn widgets, in the order of `DashboardDrawing.boxes`."""
    return [item.widget.pointer for item in _drawn(dashboard, widgets_of(dashboard))[0]]


def _variables(dashboard: Json) -> tuple[TemplateVariable, ...]:
    listed = (item for _, item in objects(members(dashboard).get("template_variables"))[:_MAX_VARIABLES])
    return tuple(
        TemplateVariable(
            name=name[:_MAX_VARIABLE_CHARACTERS],
            tag=text(item.get("prefix"))[:_MAX_VARIABLE_CHARACTERS],
            values=tuple(
                value[:_MAX_VARIABLE_CHARACTERS]
                for entry in (elements(item.get("defaults")) or [item.get("default")])[:_MAX_VARIABLES]
                if (value := text(entry))
            ),
        )
        for item in listed
        if (name := text(item.get("name")))
    )


def _drawn(dashboard: Json, widgets: Sequence[Widget]) -> tuple[list[PlacedWidget], tuple[float, float]]:
    """The widgets inside the limits, and how the board is scaled: across and down."""
    is_free = members(dashboard).get("layout_type") == "free"
    placed = list(placed_widgets(widgets, is_free=is_free))
    right = max((item.box.right for item in placed if item.widget.level == 0), default=0)
    across, down = (BOARD_COLUMNS / right, _FREE_ROWS * BOARD_COLUMNS / right) if right > BOARD_COLUMNS else (1.0, 1.0)
    shown = [item for item in placed if (item.box.y + item.box.height) * down <= MAX_BOARD_ROWS][:MAX_DRAWN_WIDGETS]
    return shown, (across, down)


def _box(widget: Widget, box: Box, scale: tuple[float, float]) -> WidgetBox:
    across, down = scale
    return WidgetBox(
        kind=shape_of(widget),
        x=round(box.x * across, 2),
        y=round(box.y * down, 2),
        width=round(box.width * across, 2),
        height=round(box.height * down, 2),
        title=" ".join((widget.title or _source_title(widget)).split())[:_MAX_TITLE],
        type=widget.type[:_MAX_TITLE],
        level=min(widget.level, 1),
        text=_note(widget),
        metrics=_metrics(widget),
    )


def _source_title(widget: Widget) -> str:
    """The title of the graph that a split graph repeats; "" for other widgets."""
    return text(members(widget.definition.get("source_widget_definition")).get("title"))


def _note(widget: Widget) -> str:
    """The beginning of a note without its markup."""
    if widget.type not in NOTE_WIDGETS:
        return ""
    note = text(widget.definition.get("content")) or text(widget.definition.get("text"))
    return markdown.plain(note[:_READ_NOTE_CHARACTERS])[:_MAX_NOTE]


def _metrics(widget: Widget) -> tuple[str, ...]:
    """The names of the metrics that a widget shows, without repetitions."""
    queries = queries_of(widget.definition, "")
    names = dict.fromkeys(metric.name[:_MAX_METRIC_NAME] for query in queries for metric in query.parts.metrics)
    return tuple(names)[:_MAX_METRICS_OF_WIDGET]
