"""The Monitoring Resources tab: names and descriptions as the exported files have them."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tilekit.bundle import Bundle
from tilekit.core.fields import Json
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import members
from tilekit.parse.positions import readable
from tilekit.sections.content import Content, Dashboard, DetectionRule, Monitor, SavedView
from tilekit.tile.model import MonitoringResource
from tilekit.tile.thumbnail import boxes_of

Row = Dashboard | Monitor | DetectionRule | SavedView


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
