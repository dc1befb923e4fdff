"""Two versions of an asset's file as drawings and sentences."""

from listings.content.references import FieldPath
from page_parts.drawings.comparisons import AssetComparison, asset_comparison
from tilekit.core.composite import Rows
from tilekit.parse.json import parse_json
from tilekit.parse.json_values import members
from tilekit.parse.positions import readable
from tilekit.sections.content import Content
from tilekit.tile.resources import ASSET_KINDS, resource_of
from tilekit.tile.tabs import MonitoringResource


def kind_at(path: str) -> str:
    """The kind of the asset whose file is at this path; "" for other paths."""
    place = FieldPath.parse(path)
    if place is None or place.section != Content.key or place.inner != "file":
        return ""
    field = Content.fields.get(place.field)
    return ASSET_KINDS.get(field.row, "") if isinstance(field, Rows) else ""


def compared_files(kind: str, before: bytes, after: bytes) -> AssetComparison | None:
    """Both versions of the file; None if they look the same or one of them can't be read."""
    old, new = (_resource(kind, data) for data in (before, after))
    return asset_comparison(old, new) if old and new else None


def _resource(kind: str, data: bytes) -> MonitoringResource | None:
    document = readable(parse_json, data)
    value = members(document.value) if document else {}
    return resource_of(kind, value, units={}) if value else None
