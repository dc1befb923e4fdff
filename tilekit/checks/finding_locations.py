"""Places of findings: line and column of a pointer, the field of a place in a file, and their stable parts."""

import re

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.field_locations import field_of_file, field_path_at, location_of_field
from tilekit.checks.finding import FindingPlace, RawFinding
from tilekit.parse.json import parse_json
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.yaml import parse_yaml

_ROW = re.compile(r"\[[^\]]*\]")
_INDEX = re.compile(r"/\d+(?=/|$)")


def with_location(bundle: Bundle, raw_finding: RawFinding) -> RawFinding:
    """The raw finding with its derived values: the field of a place in a file, the place of a field,
    line and column. A file without lines, such as an image, has the place 1:1.
    """
    file, pointer, line = raw_finding.file, raw_finding.pointer, raw_finding.line
    if not file and raw_finding.path:
        file, pointer, line = location_of_field(bundle, raw_finding.path)
    column = raw_finding.column
    if file and line is None:
        position = position_of(bundle, file, pointer)
        start = (1, 1) if file in bundle.files else (None, None)
        line, column = (position.line, position.column) if position else start
    path = raw_finding.path or (field_path_at(bundle, file, (pointer, line)) if file in bundle.files else "")
    return RawFinding(  # written out: `replace` takes several times as long, and this runs for every finding
        path=path,
        file=file,
        pointer=pointer,
        line=line,
        column=column,
        value=raw_finding.value,
        message=raw_finding.message,
        severity=raw_finding.severity,
        fix=raw_finding.fix,
        parameters=raw_finding.parameters,
        other_places=tuple(_with_position(bundle, file, place) for place in raw_finding.other_places),
    )


def _with_position(bundle: Bundle, file: str, place: FindingPlace) -> FindingPlace:
    position = position_of(bundle, file, place.pointer) if place.line is None else None
    return replace(place, line=position.line, column=position.column) if position else place


def at_field(bundle: Bundle, raw_finding: RawFinding) -> RawFinding:
    """The raw finding for an unreadable file, at the field that contains the file."""
    path = raw_finding.path or field_of_file(bundle, raw_finding.file)
    return replace(raw_finding, path=path) if path else raw_finding


def position_of(bundle: Bundle, file: str, pointer: str) -> Position | None:
    """Line and column of the pointer, or of the nearest value around it; None if the file has no positions."""
    try:
        if file.endswith(".json"):
            return bundle.parse(file, parse_json).position(pointer)
        if file.endswith((".yaml", ".yml")):
            return bundle.parse(file, parse_yaml).position(pointer)
    except (Unparsable, KeyError):
        return None
    return None


def stable_place(raw_finding: RawFinding) -> str:
    """The place without line and row numbers, so that a fingerprint stays the same when they change."""
    if raw_finding.file:
        return f"{raw_finding.file}#{_INDEX.sub('/-', raw_finding.pointer)}"
    return _ROW.sub("[]", raw_finding.path)
