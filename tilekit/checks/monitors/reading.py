"""Monitor templates as their checks read them."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, Registrar, assets
from tilekit.core.fields import Json
from tilekit.queries.monitors import MonitorQuery, monitor_query

FIELD = "content.monitors"
OLD = "recommended_monitor_metadata"
TYPES = ("query alert", "metric alert", "event alert", "event-v2 alert", "service check", "log alert")
MEASURED = ("query alert", "metric alert", "log alert")
_SLOT = ("", __name__)


def every_file(bundle: Bundle) -> tuple[Asset, ...]:
    """The files of both forms."""
    return assets(bundle, "monitors")


def templates(bundle: Bundle) -> Iterator[Asset]:
    """The templates in the present form; old ones have one finding, MN-002."""
    return (asset for asset in every_file(bundle) if not is_old(asset))


def is_old(asset: Asset) -> bool:
    """True for the form that was exported before there were templates."""
    return OLD in asset.value or ("definition" not in asset.value and "query" in asset.value)


def definition_of(asset: Asset) -> dict[str, Json]:
    """The monitor itself; empty where there is none."""
    found = asset.value.get("definition")
    return found if isinstance(found, dict) else {}


def tells_groups(asset: Asset, query: MonitorQuery) -> bool:
    """Whether the query can be read and says by what the monitor is grouped; others, as composite ones, have MN-005."""
    return query.parts.fault is None and definition_of(asset).get("type", TYPES[0]) in TYPES


def watched(bundle: Bundle) -> tuple[tuple[Asset, MonitorQuery], ...]:
    """Every template with its query, taken apart once per bundle."""

    def read() -> tuple[tuple[Asset, MonitorQuery], ...]:
        return tuple((asset, monitor_query(definition_of(asset))) for asset in templates(bundle))

    return bundle.once(_SLOT, read)


rule = Registrar(templates)
watch_rule = Registrar(watched)
