"""The shape with which each type of widget is drawn, and its name in words."""

from collections.abc import Mapping

from tilekit.core.messages import N_
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import text

# Widget type -> (shape, name). Others are drawn as a neutral shape.
_WIDGETS: Mapping[str, tuple[str, str]] = {
    "alert_graph": ("line", N_("Alert graph")),
    "alert_value": ("value", N_("Alert value")),
    "bar_chart": ("columns", N_("Bar chart")),
    "change": ("toplist", N_("Change")),
    "check_status": ("status", N_("Check status")),
    "custom": ("app", N_("App")),
    "distribution": ("distribution", N_("Distribution")),
    "embedded_app": ("app", N_("App")),
    "event_stream": ("stream", N_("Event stream")),
    "event_timeline": ("columns", N_("Event timeline")),
    "free_text": ("note", N_("Text")),
    "funnel": ("funnel", N_("Funnel")),
    "geomap": ("map", N_("Map")),
    "group": ("group", N_("Group")),
    "heatmap": ("heatmap", N_("Heat map")),
    "hostmap": ("hosts", N_("Host map")),
    "iframe": ("app", N_("Web page")),
    "image": ("image", N_("Image")),
    "list_stream": ("stream", N_("List")),
    "log_stream": ("stream", N_("Log stream")),
    "manage_status": ("summary", N_("Monitor summary")),
    "note": ("note", N_("Note")),
    "powerpack": ("group", N_("Powerpack")),
    "query_table": ("table", N_("Table")),
    "query_value": ("value", N_("Query value")),
    "run_workflow": ("app", N_("Workflow")),
    "sankey": ("flow", N_("Sankey diagram")),
    "scatterplot": ("scatter", N_("Scatter plot")),
    "servicemap": ("network", N_("Service map")),
    "slo": ("slo", N_("SLO")),
    "slo_list": ("summary", N_("SLO list")),
    "split_group": ("split", N_("Split graph")),
    "sunburst": ("pie", N_("Pie chart")),
    "timeseries": ("line", N_("Timeseries")),
    "toplist": ("toplist", N_("Top list")),
    "topology_map": ("network", N_("Topology map")),
    "trace_service": ("columns", N_("Service summary")),
    "treemap": ("tree", N_("Tree map")),
    "wildcard": ("scatter", N_("Custom chart")),
}
_TIMESERIES_SHAPES = {"bars": "columns", "area": "area"}
_UNKNOWN = ("shape", N_("Widget"))
SHAPES = frozenset(shape for shape, _ in _WIDGETS.values()) | {"area", "shape"}


def shape_of(widget: Widget) -> str:
    """The shape of a widget. A timeseries is drawn as its first request displays it."""
    shape, _ = _WIDGETS.get(widget.type, _UNKNOWN)
    if widget.type != "timeseries":
        return shape
    return next(
        (_TIMESERIES_SHAPES.get(text(request.get("display_type")), shape) for _, request in widget.requests), shape
    )


def widget_name(widget_type: str) -> str:
    """The name of a type of widget, as a message ID."""
    return _WIDGETS.get(widget_type, _UNKNOWN)[1]
