"""DB-067: the types of values in widgets and template variables."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.json_types import FLAG, NUMBER, OBJECT, OBJECTS, TEXT, TEXTS, wrong_types
from tilekit.core.messages import N_

_AXIS = {"include_zero": FLAG, "label": TEXT, "scale": TEXT}
# As documented for dashboards of the platform's API, and the same for all types of widget. Keys that other checks
# report are left out, and those that may be a text or a number, such as the limits of an axis.
_TYPES = {
    "": {"layout": OBJECT},
    "/definition": {
        **dict.fromkeys(
            (
                *("autoscale", "has_background", "has_border", "has_padding", "hide_total", "hide_zero_counts"),
                *("no_group_hosts", "no_metric_hosts", "show_date_column", "show_last_triggered", "show_legend"),
                *("show_message_column", "show_priority", "show_tick", "show_title"),
            ),
            FLAG,
        ),
        **dict.fromkeys(
            (
                *("background_color", "banner_img", "check", "color", "color_preference", "content", "custom_unit"),
                *("display_format", "event_size", "font_size", "grouping", "has_search_bar", "horizontal_align"),
                *("layout_type", "legend_layout", "margin", "message_display", "node_type", "sizing", "summary_type"),
                *("tags_execution", "text", "text_align", "tick_edge", "tick_pos", "title_align", "title_size", "url"),
                *("url_dark_theme", "vertical_align"),
            ),
            TEXT,
        ),
        **dict.fromkeys(("count", "precision", "start"), NUMBER),
        **dict.fromkeys(("legend", "right_yaxis", "style", "time", "view", "xaxis", "yaxis"), OBJECT),
        **dict.fromkeys(("custom_links", "markers"), OBJECTS),
        **dict.fromkeys(("indexes", "legend_columns", "scope", "tags"), TEXTS),
    },
    "/definition/custom_links/*": {"label": TEXT, "link": TEXT, "is_hidden": FLAG},
    "/definition/legend": {"type": TEXT, "hide_percent": FLAG, "hide_value": FLAG},
    "/definition/markers/*": {"display_type": TEXT, "label": TEXT},
    **dict.fromkeys(("/definition/right_yaxis", "/definition/xaxis", "/definition/yaxis"), _AXIS),
    "/definition/style": {"palette": TEXT, "palette_flip": FLAG},
    "/definition/time": {"live_span": TEXT, "hide_incomplete_cost_data": FLAG},
    "/definition/view": {"focus": TEXT},
    "/layout": {**dict.fromkeys(("x", "y", "width", "height"), NUMBER), "is_column_break": FLAG},
}
_OF_VARIABLES = {"available_values": TEXTS, "default": TEXT, "defaults": TEXTS, "prefix": TEXT}
_WITH_NAMED_REQUESTS = ("hostmap", "scatterplot")


@dashboard_check(
    "DB-067",
    Severity.WARNING,
    NUMBER.message,
    name=N_("Dashboard value of the wrong type"),
    applies_to=N_("widgets and template variables"),
    expected=N_("Values have the type that the platform expects"),
    bad='"layout": {"x": "0"}',
    good='"layout": {"x": 0}',
)
def has_types(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Values have the type that the platform expects."""
    root = board.asset.value
    for widget in board.widgets:
        for pointer, types in _TYPES.items():
            yield from wrong_types(board.asset, root, types, at=widget.pointer + pointer)
        requests = OBJECT if widget.type in _WITH_NAMED_REQUESTS else OBJECTS
        yield from wrong_types(board.asset, root, {"requests": requests}, at=f"{widget.pointer}/definition")
    yield from wrong_types(board.asset, root, _OF_VARIABLES, at="/template_variables/*")
