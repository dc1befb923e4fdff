"""DB-067 and DB-068: the types of values in widgets and template variables, and the values that are allowed."""

import re

from tilekit.checks.dashboards.board import dashboard_row, widgets_with
from tilekit.checks.finding import Severity
from tilekit.checks.json_types import FLAG, NUMBER, OBJECT, OBJECTS, TEXT, TEXTS, JsonType, allowed, one_of
from tilekit.checks.query_functions import LOG_AGGREGATIONS
from tilekit.checks.shapes import HasTypes
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements

_AXIS = {"include_zero": FLAG, "label": TEXT, "scale": TEXT}
# As documented for dashboards of the platform's API, and the same for all types of widget. Keys that other checks
# report are left out, and those that may be a text or a number, such as the limits of an axis.
_TYPES = {
    "": {"id": NUMBER, "layout": OBJECT},
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
                *("tags_execution", "text", "text_align", "tick_edge", "tick_pos", "title", "title_align"),
                *("title_size", "url", "url_dark_theme", "vertical_align"),
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
_WITH_NAMED_REQUESTS = ("hostmap", "scatterplot")
every_widget = widgets_with(lambda _widget: True)

dashboard_row(
    "DB-067",
    Severity.WARNING,
    NUMBER.message,
    HasTypes(within=every_widget, types=_TYPES),
    HasTypes(
        at="/definition",
        within=widgets_with(lambda widget: widget.type in _WITH_NAMED_REQUESTS),
        types={"": {"requests": OBJECT}},
    ),
    HasTypes(
        at="/definition",
        within=widgets_with(lambda widget: widget.type not in _WITH_NAMED_REQUESTS),
        types={"": {"requests": OBJECTS}},
    ),
    HasTypes(
        at="/template_variables/*",
        types={"": {"available_values": TEXTS, "default": TEXT, "defaults": TEXTS, "prefix": TEXT}},
    ),
    name=N_("Dashboard value of the wrong type"),
    applies_to=N_("widgets and template variables"),
    expected=N_("Values have the type that the platform expects"),
    bad='"layout": {"x": "0"}',
    good='"layout": {"x": 0}',
)

_NUMBER_TEXT = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", re.IGNORECASE | re.ASCII)
_SCALE = re.compile(r"linear|log|sqrt|pow\d+(?:\.\d+)?", re.ASCII)
_LEGEND_COLUMNS = ("value", "avg", "sum", "min", "max")
_LEGEND_SIZES = ("0", "2", "4", "8", "16", "auto")
_TONED = ("blue", "green", "orange", "pink", "purple", "yellow")
_COLORS = ("black", "gray", "red", "transparent", "white", *_TONED, *(f"vivid_{color}" for color in _TONED))
_HEX_COLOR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE | re.ASCII)
_PALETTE = one_of(
    *("blue", "classic", "cool", "datadog16", "dd20", "dog_classic", "gray", "green", "green_to_orange", "grey"),
    *("hostmap_blues", "logs", "orange", "purple", "red", "semantic", "viridis", "warm", "yellow_to_green", "YlOrRd"),
)
_AGGREGATOR = one_of("avg", "last", "max", "min", "sum", "percentile", "area", "l2norm")


def _is_axis_limit(value: Json) -> bool:
    return NUMBER.fits(value) or (isinstance(value, str) and (value == "auto" or bool(_NUMBER_TEXT.fullmatch(value))))


_LIMIT = JsonType(_is_axis_limit, N_("{key} must be a number or auto, but it is {value}. Correct it."))
_ALIGNMENT = one_of("left", "center", "right")
_ALLOWED_ON_AXIS = {
    "min": _LIMIT,
    "max": _LIMIT,
    "scale": allowed(
        lambda scale: not isinstance(scale, str) or bool(_SCALE.fullmatch(scale)), "linear", "log", "sqrt", "pow2"
    ),
}
# As documented for the platform's API: datadoghq.dev/datadog-api-client-ruby/DatadogAPIClient/V1, the models Widget...
_ALLOWED = {
    "/definition": {
        **dict.fromkeys(("horizontal_align", "text_align", "title_align"), _ALIGNMENT),
        "background_color": allowed(
            lambda color: not isinstance(color, str) or color in _COLORS or bool(_HEX_COLOR.fullmatch(color)), *_COLORS
        ),
        "color_preference": one_of("background", "text"),
        "display_format": one_of("counts", "countsAndList", "list", "one_column", "two_column", "three_column"),
        "event_size": one_of("s", "l"),
        "grouping": one_of("check", "cluster"),
        "has_search_bar": one_of("always", "never", "auto"),
        "legend_columns": allowed(
            lambda columns: not TEXTS.fits(columns) or all(column in _LEGEND_COLUMNS for column in elements(columns)),
            *_LEGEND_COLUMNS,
        ),
        "legend_layout": one_of("auto", "horizontal", "vertical"),
        "legend_size": allowed(lambda size: str(size) in _LEGEND_SIZES, *_LEGEND_SIZES),
        "margin": one_of("sm", "md", "lg", "small", "large"),
        "message_display": one_of("inline", "expanded-md", "expanded-lg"),
        "sizing": one_of("fill", "contain", "cover", "none", "scale-down", "zoom", "fit", "center"),
        "summary_type": one_of("monitors", "groups", "combined"),
        "tick_edge": one_of("bottom", "left", "right", "top"),
        "vertical_align": one_of("center", "top", "bottom"),
    },
    **dict.fromkeys(("/definition/right_yaxis", "/definition/xaxis", "/definition/yaxis"), _ALLOWED_ON_AXIS),
    "/definition/requests/*": {
        "aggregator": _AGGREGATOR,
        "display_type": one_of("area", "bars", "line", "overlay"),
    },
    "/definition/requests/*/columns/*": {"width": one_of("auto", "compact", "full")},
    "/definition/requests/*/queries/*": {"aggregator": _AGGREGATOR},
    "/definition/requests/*/queries/*/compute": {"aggregation": one_of(*LOG_AGGREGATIONS)},
    "/definition/requests/*/queries/*/group_by/*/sort": {"aggregation": one_of(*LOG_AGGREGATIONS)},
    "/definition/requests/*/formulas/*/style": {"palette": _PALETTE},
    "/definition/style": {"palette": _PALETTE},
    "/definition/requests/*/style": {
        "palette": _PALETTE,
        "line_type": one_of("dashed", "dotted", "solid"),
        "line_width": one_of("normal", "thick", "thin"),
    },
    "/definition/time": {
        "live_span": one_of(
            *("1m", "5m", "10m", "15m", "30m", "1h", "4h", "1d", "2d", "1w", "1mo", "3mo", "6mo", "week_to_date"),
            *("month_to_date", "1y", "alert"),
        )
    },
}


dashboard_row(
    "DB-068",
    Severity.WARNING,
    _LIMIT.message,
    HasTypes(within=every_widget, types=_ALLOWED),
    name=N_("Widget value that is not allowed"),
    applies_to=N_("all widgets"),
    expected=N_("Legends, axes, lines, alignments and time spans of widgets have values that the platform knows"),
    bad='"legend_size": "large"',
    good='"legend_size": "auto"',
)
