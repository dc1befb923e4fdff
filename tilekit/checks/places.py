"""Where a finding stands: line and column of a pointer, the field of a place in a file, and what stays of both."""

import re

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.fields import field_of, field_of_file, place_of
from tilekit.checks.finding import Spot
from tilekit.parse.json import parse_json
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.yaml import parse_yaml

_ROW = re.compile(r"\[[^\]]*\]")
_INDEX = re.compile(r"/\d+(?=/|$)")


def located(bundle: Bundle, spot: Spot) -> Spot:
    """The spot with what follows from the rest: the field of a place in a file, the place of a field, line, column."""
    file, pointer, line = spot.file, spot.pointer, spot.line
    if not file and spot.path:
        file, pointer, line = place_of(bundle, spot.path)
    column = spot.column
    if file and line is None:
        position = position_of(bundle, file, pointer)
        line, column = (position.line, position.column) if position else (None, None)
    path = spot.path or (field_of(bundle, file, (pointer, line)) if file in bundle.files else "")
    return Spot(  # spelled out: `replace` takes several times as long, and this is done for every finding
        path=path,
        file=file,
        pointer=pointer,
        line=line,
        column=column,
        value=spot.value,
        message=spot.message,
        severity=spot.severity,
        fix=spot.fix,
        parameters=spot.parameters,
    )


def at_field(bundle: Bundle, spot: Spot) -> Spot:
    """The spot in a file that nobody can read, at the field that holds the file."""
    path = spot.path or field_of_file(bundle, spot.file)
    return replace(spot, path=path) if path else spot


def position_of(bundle: Bundle, file: str, pointer: str) -> Position | None:
    """Line and column of the pointer, or of the nearest value around it; None where the file tells no places."""
    try:
        if file.endswith(".json"):
            return bundle.parse(file, parse_json).position(pointer)
        if file.endswith((".yaml", ".yml")):
            return bundle.parse(file, parse_yaml).position(pointer)
    except (Unparsable, KeyError):
        return None
    return None


def lasting_place(spot: Spot) -> str:
    """The place without what moves when lines and rows do: the ground of a fingerprint."""
    if spot.file:
        return f"{spot.file}#{_INDEX.sub('/-', spot.pointer)}"
    return _ROW.sub("[]", spot.path)
