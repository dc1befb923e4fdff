"""Removes row keys and empty values, to compare fields with the same content."""

from tilekit.core.fields import Json
from tilekit.scaffold.manifest import FieldsBySection


def bare(value: Json) -> Json:
    """The value without row keys and empty values; None if nothing is left."""
    if isinstance(value, dict):
        inner = {name: bare(item) for name, item in value.items() if name != "key"}
        return {name: item for name, item in inner.items() if item is not None} or None
    if isinstance(value, list):
        return [item for item in map(bare, value) if item is not None] or None
    return None if value == "" else value


def bare_parts(parts: FieldsBySection) -> Json:
    """The fields of every section, without the name and route of the listing."""
    basics = {name: value for name, value in parts.get("basics", {}).items() if name not in ("name", "route")}
    return bare({**parts, "basics": basics})
