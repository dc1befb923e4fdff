"""Rows of a field, and files, as places that a finding rests on."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.watching import FIELD, FILE, HAS, ROW
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef

Row = dict[str, Json]
_ROW_PATH = re.compile(r"(\w+)\.(\w+)\[([^\]]+)\]")


def resting_on_its_row(path: str, places: frozenset[str], bundle: Bundle) -> frozenset[str]:
    """Of what a check read, what counts for its finding at the path: of a field with rows its own and their files."""
    found = _ROW_PATH.match(path)
    field, row = (f"{FIELD}{found[1]}.{found[2]}", row_at(found[0], bundle)) if found else ("", None)
    if found is None or row is None or field not in places:
        return places
    files = {file for other in _rows(found, bundle) if other is not row for file in _files_of(other)}
    others = {f"{kind}{file}" for file in files - {*_files_of(row)} for kind in (FILE, HAS)}
    return places - others - {field} | {f"{ROW}{found[0]}"}


def resting_on_its_file(path: str, file: str, places: frozenset[str]) -> frozenset[str]:
    """Of what a check read, what counts for a finding that is about one file and the field at the path."""
    own = {f"{FILE}{file}", f"{HAS}{file}", f"{FIELD}{path}"}
    return frozenset(place for place in places if place in own or not place.startswith((FILE, HAS, FIELD)))


def row_at(path: str, bundle: Bundle) -> Row | None:
    """The row `overview.media[<row key>]` of a field; None where there is none."""
    found = _ROW_PATH.match(path)
    return next((row for row in _rows(found, bundle) if row.get("key") == found[3]), None) if found else None


def _rows(path: re.Match[str], bundle: Bundle) -> list[Row]:
    rows = bundle.documents[path[1]].values.get(path[2]) if path[1] in bundle.documents else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _files_of(row: Row) -> Iterator[str]:
    references = map(FileRef.from_json, row.values())
    return (reference.name for reference in references if reference)
