"""The groups and widgets that fixes add to a board."""

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.dashboards.additions import group_below, group_on_top, widget_inside
from tilekit.checks.dashboards.board import Board
from tilekit.checks.finding import Fix
from tilekit.checks.logs.sources import own_source
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.dashboard import BOARD_COLUMNS, Widget
from tilekit.parse.json_values import value_at
from tilekit.sections.overview import Overview

_HALF = BOARD_COLUMNS // 2
_ABOUT_HEIGHT, _LOGS_HEIGHT, _STATE_HEIGHT = 4, 6, 2
_LOG_COLUMNS: list[Json] = [
    {"field": field, "width": "auto"} for field in ("status_line", "timestamp", "host", "content")
]


def about_group(board: Board, bundle: Bundle) -> Fix | None:
    """The fix that adds a group with the description from the overview and a link to the vendor.

    None if the overview has no title or no short description.
    """
    overview = bundle.section(Overview)
    if not (overview.title and overview.short_description):
        return None
    link = f"\n\n- [{overview.vendor_name or overview.title}]({overview.vendor_url})" if overview.vendor_url else ""
    note: Json = {
        "type": "note",
        "content": f"{overview.short_description}{link}",
        "background_color": "transparent",
        "font_size": "14",
        "text_align": "left",
        "vertical_align": "top",
        "show_tick": False,
        "has_padding": True,
    }
    layout: Json = {"x": 0, "y": 0, "width": _HALF, "height": _ABOUT_HEIGHT - 1}
    group = _group(f"About {overview.title}", [{"definition": note, "layout": layout}])
    return group_on_top(board, group, (_HALF, _ABOUT_HEIGHT), title=Message(N_("Add the About group")))


def logs_group(board: Board, bundle: Bundle) -> Fix | None:
    """The fix that adds a group with the count of the listing's logs by status, and a list of errors.

    None if the listing has no log source, or if the board already has a widget with one of the titles.
    """
    source = own_source(bundle)
    taken = {widget.title for widget in board.widgets}
    if not source or taken & {"Logs", "Logs by status", "Error logs"}:
        return None
    height = _LOGS_HEIGHT - 1
    widgets: list[Json] = [
        {"definition": _count_by_status(source), "layout": {"x": 0, "y": 0, "width": _HALF, "height": height}},
        {"definition": _errors(source), "layout": {"x": _HALF, "y": 0, "width": _HALF, "height": height}},
    ]
    return group_below(board, _group("Logs", widgets), height=_LOGS_HEIGHT, title=Message(N_("Add the Logs group")))


def check_status(board: Board, group: Widget, bundle: Bundle) -> Fix | None:
    """The fix that adds a widget with the service check to a group; None if the listing has no service check, has
    several, or already has such a widget on the board.
    """
    checks = list(service_check_names(bundle))
    title = "Service check"
    if len(checks) != 1 or any(widget.title == title for widget in board.widgets):
        return None
    definition: dict[str, Json] = {
        "title": title,
        "type": "check_status",
        "check": checks[0],
        "grouping": "cluster",
        "group_by": [],
        "tags": ["*"],
    }
    return widget_inside(board, group, definition, height=_STATE_HEIGHT, title=Message(N_("Show the service check")))


def monitor_summary(board: Board, group: Widget, bundle: Bundle) -> Fix | None:
    """The fix that adds a summary of the listing's monitors to a group.

    None if there are no monitors, if one lacks the tag of the integration, or if the board already has such a widget.
    """
    integration_id, title = bundle.section(Overview).integration_id, "Monitors"
    tags = [value_at(asset.value, "/definition/tags") for asset in assets(bundle, "monitors")]
    is_tagged = all(isinstance(tag_list, list) and f"integration:{integration_id}" in tag_list for tag_list in tags)
    if not integration_id or not tags or not is_tagged or any(widget.title == title for widget in board.widgets):
        return None
    definition: dict[str, Json] = {
        "title": title,
        "type": "manage_status",
        "display_format": "countsAndList",
        "color_preference": "text",
        "hide_zero_counts": True,
        "show_last_triggered": False,
        "query": f"tag:(integration:{integration_id})",
        "sort": "status,asc",
        "count": 50,
        "start": 0,
        "summary_type": "monitors",
    }
    return widget_inside(board, group, definition, height=_STATE_HEIGHT * 2, title=Message(N_("Show the monitors")))


def _group(title: str, widgets: list[Json]) -> dict[str, Json]:
    return {
        "type": "group",
        "layout_type": "ordered",
        "title": title,
        "show_title": True,
        "background_color": "white",
        "widgets": widgets,
    }


def _count_by_status(source: str) -> Json:
    by_status: Json = {"facet": "status", "limit": 10, "sort": {"aggregation": "count", "order": "desc"}}
    query: Json = {
        "name": "logs",
        "data_source": "logs",
        "search": {"query": f"source:{source}"},
        "indexes": ["*"],
        "compute": {"aggregation": "count"},
        "group_by": [by_status],
    }
    request: Json = {
        "response_format": "timeseries",
        "display_type": "bars",
        "queries": [query],
        "formulas": [{"formula": "logs", "alias": "Logs"}],
    }
    return {"title": "Logs by status", "type": "timeseries", "show_legend": True, "requests": [request]}


def _errors(source: str) -> Json:
    query: Json = {
        "data_source": "logs_stream",
        "query_string": f"source:{source} status:error",
        "indexes": [],
        "storage": "hot",
    }
    request: Json = {"response_format": "event_list", "query": query, "columns": _LOG_COLUMNS}
    return {"title": "Error logs", "type": "list_stream", "requests": [request]}
