"""What two sets of fields have in common when they say the same: no row keys, nothing empty."""

from tilekit.core.fields import Json
from tilekit.scaffold.manifest import Parts


def bare(value: Json) -> Json:
    """The value without row keys and without what is empty; None where nothing is left."""
    if isinstance(value, dict):
        inner = {name: bare(item) for name, item in value.items() if name != "key"}
        return {name: item for name, item in inner.items() if item is not None} or None
    if isinstance(value, list):
        return [item for item in map(bare, value) if item is not None] or None
    return None if value == "" else value


def bare_parts(parts: Parts) -> Json:
    """The fields of every section; what the listing as a whole is called does not count."""
    own = {name: value for name, value in parts.get("basics", {}).items() if name not in ("name", "route")}
    return bare({**parts, "basics": own})
