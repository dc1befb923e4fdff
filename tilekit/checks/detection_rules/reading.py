"""Cloud SIEM detection rules as their checks read them."""

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, Registrar, assets
from tilekit.core.fields import Json
from tilekit.parse.dashboard import text

FIELD = "content.detection_rules"


def files(bundle: Bundle) -> tuple[Asset, ...]:
    """The detection rules of a listing."""
    return assets(bundle, "detection_rules")


rule = Registrar(files)


def objects_of(asset: Asset, key: str) -> list[tuple[int, dict[str, Json]]]:
    """Index and value of the objects in a list of the rule ("cases", "queries")."""
    found = asset.value.get(key)
    return [(at, item) for at, item in enumerate(found) if isinstance(item, dict)] if isinstance(found, list) else []


def tags_of(asset: Asset) -> list[str]:
    """The tags, what is no text as an empty one so that places stay."""
    found = asset.value.get("tags")
    return [text(tag) for tag in found] if isinstance(found, list) else []
