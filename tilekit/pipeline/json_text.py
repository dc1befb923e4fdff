"""JSON in logs: in the samples that partners send, and in fields that filters parse."""

import json

from tilekit.core.fields import Json
from tilekit.parse.json import finite, refuse_constant
from tilekit.pipeline.attribute_paths import MISSING, Attributes, Missing, depth
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS

_decode = json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite).decode


def value_in(text: str) -> Json | Missing:
    """The value of a JSON text; MISSING if it is invalid, nested too deeply or contains a number that JSON doesn't
    allow.
    """
    try:
        value: Json = _decode(text)
    except (ValueError, RecursionError):
        return MISSING
    is_flat = text.count("{") + text.count("[") <= MAX_PIPELINE_LEVELS
    return value if is_flat or depth(value) <= MAX_PIPELINE_LEVELS else MISSING


def object_in(text: str) -> Attributes | None:
    """The object of a JSON text; None if it contains another type."""
    if not text.lstrip().startswith("{"):
        return None
    value = value_in(text)
    return value if isinstance(value, dict) else None


def as_text(value: Json) -> str:
    """The value as text, in the form that the platform inserts into other texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(as_text(one) for one in value if not isinstance(one, dict))
    return "" if value is None else str(value)
