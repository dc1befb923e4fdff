"""The Monitoring Resources tab: names and descriptions as the exported files have them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.core.fields import Json
from tilekit.drawings.dashboard import dashboard_drawing, drawn_pointers
from tilekit.drawings.detection_rule import rule_summary
from tilekit.drawings.monitor import monitor_summary
from tilekit.drawings.saved_view import view_summary
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import members
from tilekit.parse.positions import readable
from tilekit.sections.content import Content, Dashboard, DetectionRule, Monitor, SavedView
from tilekit.tile.tabs import Metric, MonitoringResource

Row = Dashboard | Monitor | DetectionRule | SavedView
ASSET_KINDS: Mapping[type[Row], str] = {
    Dashboard: "dashboard",
    Monitor: "monitor",
    DetectionRule: "rule",
    SavedView: "view",
}


def resources(bundle: Bundle, metrics: Sequence[Metric] = ()) -> Iterator[MonitoringResource]:
    """Dashboards, monitor templates, detection rules and saved views in this order.

    An unreadable file has only its name. metrics are those of the tile, for the units of thresholds.
    """
    units = {metric.name: metric.unit for metric in metrics}
    for row in rows_with_file(bundle):
        yield resource_of_row(bundle, row, units)


def rows_with_file(bundle: Bundle) -> list[Row]:
    """The rows of all assets that have a file, in the order of the tile."""
    content = bundle.section(Content)
    rows: list[Row] = [*content.dashboards, *content.monitors, *content.detection_rules, *content.saved_views]
    return [row for row in rows if bundle.file_of(row.file)]


def resource_of_row(bundle: Bundle, row: Row, units: Mapping[str, str]) -> MonitoringResource:
    """The asset in the file of a row. units are by name of the metric."""
    return resource_of(ASSET_KINDS[type(row)], _object_in_file(bundle, row), units=units, name=_resource_name(row))


def resource_of(
    kind: str, value: Mapping[str, Json], *, units: Mapping[str, str], name: str = ""
) -> MonitoringResource:
    """An asset of this kind for pages, from the object in its file. name is for files without one.

    units are by name of the metric.
    """
    keys = ("title",) if kind == "dashboard" else ("title", "name")
    named = MonitoringResource(
        kind=kind,
        name=_first_text(value, *keys) or name,
        description=_first_text(value, "description") or _old_description(value),
    )
    if not value:
        return named
    if kind == "dashboard":
        drawing = dashboard_drawing(dict(value))
        return replace(named, variables=drawing.variables, boxes=drawing.boxes, more=drawing.more)
    if kind == "monitor":
        return replace(named, monitor=monitor_summary(value, units))
    if kind == "rule":
        return replace(named, rule=rule_summary(value))
    return replace(named, view=view_summary(value))


def drawn_widgets_of_row(bundle: Bundle, row: Row) -> list[str]:
    """JSON pointers of the drawn widgets in the file of a dashboard's row, in the order of the resource's boxes."""
    return drawn_pointers(dict(_object_in_file(bundle, row)))


def _object_in_file(bundle: Bundle, row: Row) -> dict[str, Json]:
    """The object in the file of a row; {} if it can't be read."""
    document = readable(bundle.parse, bundle.file_of(row.file), parse_json)
    return members(document.value) if document else {}


def _first_text(value: Mapping[str, Json], *keys: str) -> str:
    texts = (value.get(key) for key in keys)
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def _old_description(value: Mapping[str, Json]) -> str:
    old = value.get("recommended_monitor_metadata")
    return _first_text(old, "description") if isinstance(old, dict) else ""


def _resource_name(row: Row) -> str:
    return row.short_name or (PurePosixPath(row.file.name).stem if row.file else "")
