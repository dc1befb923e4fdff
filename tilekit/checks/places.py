"""Where a finding stands: line and column of a pointer, the field of a place in a file, and what stays of both."""

import re

from tilekit.bundle import Bundle
from tilekit.checks.finding import Spot
from tilekit.parse.json import parse_json
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.yaml import yaml_positions

_ROW = re.compile(r"\[[^\]]*\]")
_INDEX = re.compile(r"/\d+(?=/|$)")


def position_of(bundle: Bundle, file: str, pointer: str) -> Position | None:
    """Line and column of the pointer, or of the nearest value around it; None where the file tells no places."""
    try:
        if file.endswith(".json"):
            return bundle.parse(file, parse_json).position(pointer)
        if file.endswith((".yaml", ".yml")):
            return _nearest(bundle.parse(file, yaml_positions), pointer)
    except (Unparsable, KeyError):
        return None
    return None


def _nearest(positions: dict[str, Position], pointer: str) -> Position | None:
    while pointer and pointer not in positions:
        pointer = pointer.rpartition("/")[0]
    return positions.get(pointer)


def lasting_place(spot: Spot) -> str:
    """The place without what moves when lines and rows do: the ground of a fingerprint."""
    if spot.file:
        return f"{spot.file}#{_INDEX.sub('/-', spot.pointer)}"
    return _ROW.sub("[]", spot.path)
