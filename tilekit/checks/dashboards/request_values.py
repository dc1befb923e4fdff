"""DB-069 and DB-070: sorting, conditional formats, markers and time of widgets, and the template variables."""

from tilekit.checks.dashboards.board import dashboard_row
from tilekit.checks.dashboards.value_types import every_widget
from tilekit.checks.finding import Severity
from tilekit.checks.json_types import FLAG, NUMBER, OBJECTS, TEXT, TEXTS, JsonType, one_of, only, whole_number
from tilekit.checks.shapes import HasKeys, HasTypes
from tilekit.core.messages import N_

_REQUEST = "/definition/requests/*"
_FORMATS = ("/conditional_formats/*", "/formulas/*/conditional_formats/*")
_ORDER = only("asc", "desc")
_NAME = JsonType(
    lambda name: isinstance(name, str) and not name.startswith("$"),
    N_("{key} must be text without a dollar sign, but it is {value}. Correct it."),
)
_MONITOR_SORTS = ("name", "group", "status", "tags", "triggered", "priority")
# As documented for the platform's API: datadoghq.dev/datadog-api-client-ruby/DatadogAPIClient/V1, the models Widget...,
# ChangeWidgetRequest and DashboardTemplateVariable...
_FORMAT = {
    "comparator": only("=", ">", ">=", "<", "<="),
    "hide_value": FLAG,
    "palette": only(
        *("blue", "custom_bg", "custom_image", "custom_text", "gray_on_white", "grey", "green", "orange", "red"),
        *("red_on_white", "white_on_gray", "white_on_green", "green_on_white", "white_on_red", "white_on_yellow"),
        *("yellow_on_white", "black_on_light_yellow", "black_on_light_green", "black_on_light_red"),
    ),
    "value": NUMBER,
    **dict.fromkeys(("custom_bg_color", "custom_fg_color", "image_url", "metric", "timeframe"), TEXT),
}
_SORT = {"column": TEXT, "order": _ORDER}
_OF_WIDGETS = {
    "": {
        "layout_type": only("ordered", "free"),
        "sort": one_of(*_MONITOR_SORTS, *(f"{key},{order}" for key in _MONITOR_SORTS for order in ("asc", "desc"))),
    },
    "/markers/*": {
        "display_type": one_of(
            *(
                f"{level} {line}"
                for level in ("error", "warning", "ok", "info")
                for line in ("dashed", "solid", "bold")
            ),
            "x_axis_percentile",
        ),
        "time": TEXT,
        "value": TEXT,
    },
    "/sort": _SORT,
    "/time": {
        "type": only("live", "fixed"),
        "unit": only("minute", "hour", "day", "week", "month", "year"),
        "value": whole_number(1),
        **dict.fromkeys(("from", "to"), NUMBER),
    },
}
_OF_REQUESTS = {
    "": {
        "change_type": only("absolute", "relative"),
        "compare_to": only("hour_before", "day_before", "week_before", "month_before"),
        "conditional_formats": OBJECTS,
        **dict.fromkeys(("increase_good", "on_right_yaxis", "show_present"), FLAG),
        **dict.fromkeys(("order", "order_dir"), _ORDER),
        "order_by": only("change", "name", "present", "past"),
        "response_format": only("scalar", "timeseries", "event_list"),
    },
    **dict.fromkeys(_FORMATS, _FORMAT),
    "/formulas/*/limit": {"count": whole_number(1), "order": _ORDER},
    "/queries/*/group_by/*/sort": {"aggregation": TEXT, "metric": TEXT, "order": _ORDER},
    "/sort": {"count": whole_number(1), "order_by": OBJECTS},
    "/sort/order_by/*": {
        "index": whole_number(0),
        "name": TEXT,
        "order": _ORDER,
        "type": only("formula", "group"),
    },
    "/query/sort": _SORT,
    **{at: {"palette": TEXT} for at in ("/formulas/*/style", "/style")},
}
_PRESETS = "/template_variable_presets"

dashboard_row(
    "DB-069",
    Severity.WARNING,
    _ORDER.message,
    HasTypes(at="/definition", within=every_widget, types=_OF_WIDGETS),
    HasTypes(at=_REQUEST, within=every_widget, types=_OF_REQUESTS),
    HasTypes(
        types={
            "": {"template_variable_presets": OBJECTS},
            "/template_variables/*": {"name": _NAME, "type": TEXT},
            f"{_PRESETS}/*": {"name": TEXT, "template_variables": OBJECTS},
            f"{_PRESETS}/*/template_variables/*": {"name": TEXT, "value": TEXT, "values": TEXTS},
        }
    ),
    name=N_("Sort order, format, marker or variable that is not allowed"),
    applies_to=N_("widgets and template variables"),
    expected=N_(
        "Sorting, conditional formats, markers and time of widgets, and template variables and their presets, have "
        "values that the platform knows"
    ),
    bad='"comparator": "=>"',
    good='"comparator": ">="',
)
dashboard_row(
    "DB-070",
    Severity.WARNING,
    N_("This item has no {key}. Add this key."),
    *(
        HasKeys(at=_REQUEST + at, within=every_widget, keys=lambda: ("comparator", "palette", "value"))
        for at in _FORMATS
    ),
    HasKeys(at="/definition/markers/*", within=every_widget, keys=lambda: ("value",)),
    HasKeys(at="/template_variables/*", keys=lambda: ("name",)),
    name=N_("Missing key in a format, marker or template variable"),
    applies_to=N_("widgets and template variables"),
    expected=N_(
        "Conditional formats have comparator, palette and value, markers have a value, and template variables have "
        "a name"
    ),
    bad='{"comparator": ">", "value": 90}',
    good='{"comparator": ">", "value": 90, "palette": "white_on_red"}',
)
