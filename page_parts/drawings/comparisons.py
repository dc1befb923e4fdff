"""Compares two versions of an asset, as pages show them next to each other."""

from msgspec import Struct
from msgspec.structs import replace

from page_parts.drawings.assets import AssetPresenter
from tilekit.tile.tabs import MonitoringResource


class AssetComparison(Struct, frozen=True, kw_only=True):
    """An asset before and after a change. The widgets that the change concerns are marked in both drawings."""

    before: AssetPresenter
    after: AssetPresenter


def asset_comparison(before: MonitoringResource, after: MonitoringResource) -> AssetComparison | None:
    """The comparison of two versions; None if pages show both in the same way, apart from name and description."""
    if before == replace(after, name=before.name, description=before.description):
        return None
    old, new = before.monitor, after.monitor
    is_message = bool(old and new and (old.title, old.message) != (new.title, new.message))
    return AssetComparison(
        before=AssetPresenter(resource=before, other=after.boxes, opens_message=is_message),
        after=AssetPresenter(resource=after, other=before.boxes, opens_message=is_message),
    )
