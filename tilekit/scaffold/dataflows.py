"""assets/dataflows.yaml of a new listing: one item per type of data that it submits."""

import json
import re

from tilekit.core.fields import Json
from tilekit.scaffold.skeleton import has_code

_PLAIN_SCALAR = re.compile(r"[a-z][a-z0-9-]*")
_ITEM = """  - id: {id}
    always_on: true
    granular: false
    data_type: {data_type}
    direction: inbound
"""


def dataflows(parts: dict[str, dict[str, Json]]) -> bytes:
    """The file; empty if the listing submits nothing."""
    types = parts.get("data", {}).get("submitted_data_types")
    names = [name.lower() for name in types if isinstance(name, str)] if isinstance(types, list) else []
    if not names or not has_code(parts):
        return b""
    identifier = parts.get("overview", {}).get("integration_id")
    head = identifier if isinstance(identifier, str) and identifier else "listing"
    items = [_ITEM.format(id=_yaml_scalar(f"{head}-{name}"), data_type=_yaml_scalar(name)) for name in names]
    return ("provides:\n" + "".join(items)).encode("utf-8", "replace")


def _yaml_scalar(text: str) -> str:
    """The text as a YAML scalar. It is quoted if it could be read as another type; a JSON text is also valid YAML."""
    return text if _PLAIN_SCALAR.fullmatch(text) else json.dumps(text)
