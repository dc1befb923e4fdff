"""The Monitoring Resources tab: names and descriptions as the exported files have them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

from tilekit.bundle import Bundle
from tilekit.core.fields import Json
from tilekit.parse.dashboard import BOARD_COLUMNS, Box, Widget, widgets_of
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import members
from tilekit.parse.positions import readable
from tilekit.sections.content import Content, Dashboard, DetectionRule, Monitor, SavedView
from tilekit.tile.model import MonitoringResource, WidgetBox

Row = Dashboard | Monitor | DetectionRule | SavedView
MAX_BOXES = 80
_HEADER_ROWS = 1
_DEFAULT = Box(x=0, y=0, width=4, height=2)
_SHAPE_OF_WIDGET = {
    **dict.fromkeys(("timeseries", "distribution", "heatmap", "bar_chart", "change", "event_timeline"), "graph"),
    **dict.fromkeys(("query_value", "slo", "alert_value", "free_text"), "number"),
    **dict.fromkeys(("toplist", "list_stream", "log_stream", "event_stream", "slo_list", "wildcard"), "list"),
    **dict.fromkeys(("query_table",), "table"),
    **dict.fromkeys(("check_status", "manage_status", "alert_graph"), "status"),
    **dict.fromkeys(("note",), "note"),
    **dict.fromkeys(("image", "iframe"), "picture"),
    **dict.fromkeys(("group", "split_group", "powerpack"), "group"),
}


def resources(bundle: Bundle) -> Iterator[MonitoringResource]:
    """Dashboards, monitor templates, detection rules and saved views in this order.

    An unreadable file has only its name.
    """
    content = bundle.section(Content)
    for row in content.dashboards:
        value = _object_in_file(bundle, row)
        if value is not None:
            name = _first_text(value, "title") or _resource_name(row)
            description = _first_text(value, "description")
            yield MonitoringResource(kind="dashboard", name=name, description=description, boxes=boxes_of(value))
    for monitor in content.monitors:
        yield from _resources_of_row(bundle, monitor, "monitor")
    for rule in content.detection_rules:
        yield from _resources_of_row(bundle, rule, "rule")
    for view in content.saved_views:
        yield from _resources_of_row(bundle, view, "view")


def _resources_of_row(bundle: Bundle, row: Row, kind: str) -> Iterator[MonitoringResource]:
    value = _object_in_file(bundle, row)
    if value is not None:
        description = _first_text(value, "description") or _old_description(value)
        yield MonitoringResource(
            kind=kind, name=_first_text(value, "title", "name") or _resource_name(row), description=description
        )


def _object_in_file(bundle: Bundle, row: Row) -> dict[str, Json] | None:
    """The object in the row's file, {} if it can't be read; None if the row has no file."""
    file = bundle.file_of(row.file)
    if not file:
        return None
    document = readable(bundle.parse, file, parse_json)
    return members(document.value) if document else {}


def _first_text(value: dict[str, Json], *keys: str) -> str:
    texts = (value.get(key) for key in keys)
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def _old_description(value: dict[str, Json]) -> str:
    old = value.get("recommended_monitor_metadata")
    return _first_text(old, "description") if isinstance(old, dict) else ""


def _resource_name(row: Row) -> str:
    return row.short_name or (PurePosixPath(row.file.name).stem if row.file else "")


def boxes_of(dashboard: Json) -> tuple[WidgetBox, ...]:
    """The boxes of a dashboard, at most 80, on a grid of 12 columns.

    A free-form board is scaled to the grid; widgets without a place are laid out in rows.
    """
    widgets = widgets_of(dashboard)
    placed = list(islice(_widgets_with_boxes([widget for widget in widgets if widget.level == 0], widgets), MAX_BOXES))
    right = max((box.x + box.width for _, box in placed), default=0)
    scale = BOARD_COLUMNS / right if right > BOARD_COLUMNS else 1.0
    return tuple(
        WidgetBox(
            kind=_SHAPE_OF_WIDGET.get(widget.type, "shape"),
            x=round(box.x * scale, 2),
            y=round(box.y * scale, 2),
            width=round(box.width * scale, 2),
            height=round(box.height * scale, 2),
        )
        for widget, box in placed
    )


def _widgets_with_boxes(
    level: Sequence[Widget], widgets: Sequence[Widget], *, x: int = 0, y: int = 0
) -> Iterator[tuple[Widget, Box]]:
    """Widgets with their place on the board; children count from their group, below its header."""
    for widget, box in zip(level, _boxes(level), strict=True):
        place = Box(x=x + box.x, y=y + box.y, width=box.width, height=box.height)
        yield widget, place
        if widget.is_group:
            inner = [child for child in widgets if child.parent is widget]
            yield from _widgets_with_boxes(inner, widgets, x=place.x, y=place.y + _HEADER_ROWS)


def _boxes(level: Sequence[Widget]) -> Iterator[Box]:
    at = row = 0
    for widget in level:
        box = widget.box
        if box and box.width > 0 and box.height > 0 and box.x >= 0 and box.y >= 0:
            yield box
            continue
        width = BOARD_COLUMNS if widget.is_group else _DEFAULT.width
        if at + width > BOARD_COLUMNS:
            at, row = 0, row + _DEFAULT.height
        yield Box(x=at, y=row, width=width, height=_DEFAULT.height)
        at += width
