"""JSON in logs: what partners send, and what filters find in fields."""

import json
from math import isfinite
from typing import NoReturn

from tilekit.core.fields import Json
from tilekit.pipeline.limits import MAX_LEVELS
from tilekit.pipeline.paths import MISSING, Attributes, Missing, depth


def _refused(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _refused(text)


_decode = json.JSONDecoder(parse_constant=_refused, parse_float=_finite).decode


def value_in(text: str) -> Json | Missing:
    """The value of a text in JSON, MISSING where it is none, nests too deep or holds no number of JSON."""
    try:
        value: Json = _decode(text)
    except (ValueError, RecursionError):
        return MISSING
    is_flat = text.count("{") + text.count("[") <= MAX_LEVELS
    return value if is_flat or depth(value) <= MAX_LEVELS else MISSING


def object_in(text: str) -> Attributes | None:
    """The object of a text in JSON; None if it holds something else."""
    if not text.lstrip().startswith("{"):
        return None
    value = value_in(text)
    return value if isinstance(value, dict) else None
