"""Reads Cloud SIEM detection rules for their checks."""

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, assets
from tilekit.core.fields import Json
from tilekit.parse.json_values import text

FIELD = "content.detection_rules"


def files(bundle: Bundle) -> tuple[Asset, ...]:
    """The detection rules of a listing."""
    return assets(bundle, "detection_rules")


detection_rule_check = CheckDecorator(files)


def objects_of(asset: Asset, key: str) -> list[tuple[int, dict[str, Json]]]:
    """Index and value of the objects in a list of the rule ("cases", "queries")."""
    found = asset.value.get(key)
    return [(at, item) for at, item in enumerate(found) if isinstance(item, dict)] if isinstance(found, list) else []


def tags_of(asset: Asset) -> list[str]:
    """The tags. A value that is not a text becomes "", so that positions stay the same."""
    found = asset.value.get("tags")
    return [text(tag) for tag in found] if isinstance(found, list) else []
