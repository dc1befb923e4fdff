"""Reads monitor templates for their checks."""

from collections.abc import Iterator

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.assets import Asset, CheckDecorator, assets
from tilekit.checks.json_types import OBJECTS
from tilekit.core.fields import Json
from tilekit.parse.json_values import members, objects
from tilekit.queries.monitors import MonitorQuery, monitor_query

MONITORS_FIELD = "content.monitors"
OLD = "recommended_monitor_metadata"
MONITOR_TYPES = ("query alert", "metric alert", "event alert", "event-v2 alert", "service check", "log alert")
MEASURED = ("query alert", "metric alert", "log alert")
MAX_TEMPLATE_TITLE, MAX_DESCRIPTION = 80, 300


def every_file(bundle: Bundle) -> tuple[Asset, ...]:
    """The files of all monitors, in the current and the old format."""
    return assets(bundle, "monitors")


def templates(bundle: Bundle) -> Iterator[Asset]:
    """The templates in the current form. MN-002 reports old ones."""
    return (asset for asset in every_file(bundle) if not is_old_monitor(asset))


def is_old_monitor(asset: Asset) -> bool:
    """Whether the file has the export format that was used before templates."""
    return OLD in asset.value or ("definition" not in asset.value and "query" in asset.value)


def definition_of(asset: Asset) -> dict[str, Json]:
    """The monitor itself; empty if there is none."""
    return members(asset.value.get("definition"))


def has_known_groups(asset: Asset, query: MonitorQuery) -> bool:
    """Whether the query can be parsed and shows the groups of the monitor. MN-005 reports other types, such as
    composite monitors, and MN-030 variables of a wrong type.
    """
    variables = members(definition_of(asset).get("options")).get("variables") or []
    has_types = OBJECTS.fits(variables) and all(
        OBJECTS.fits(variable.get("group_by") or []) for _, variable in objects(variables)
    )
    is_known = definition_of(asset).get("type", MONITOR_TYPES[0]) in MONITOR_TYPES
    return has_types and query.parts.fault is None and is_known


@once_per_bundle
def templates_with_query(bundle: Bundle) -> tuple[tuple[Asset, MonitorQuery], ...]:
    """Every template with its query, parsed once per bundle."""
    return tuple((asset, monitor_query(definition_of(asset))) for asset in templates(bundle))


monitor_check = CheckDecorator(templates)
monitor_query_check = CheckDecorator(templates_with_query)
