"""Paths of fields, and references to files in documents."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Field, Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document
from tilekit.sections import section_of

Documents = Mapping[str, Mapping[str, Json]]
_PATH = re.compile(r"^(?P<section>\w+)\.(?P<field>\w+)(?:\[(?P<row>[^\]]*)\](?:\.(?P<inner>\w+))?)?$")
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]*)\]")


class FieldPath(Struct, frozen=True, kw_only=True):
    """A parsed path: `section.field`, `section.rows[<key>]` or `section.rows[<key>].field`.

    row is None for a path outside rows, and "" for a row that is still to be added.
    """

    section: str
    field: str
    row: str | None = None
    inner: str = ""

    @classmethod
    def parse(cls, path: str) -> "FieldPath | None":
        """Parse the path of a finding or thread; None if it is not a path of a field."""
        match = _PATH.match(path)
        if match is None:
            return None
        return cls(section=match["section"], field=match["field"], row=match["row"], inner=match["inner"] or "")


def field_at(path: str) -> Field[object] | None:
    """The declared field at a path. For the path of a row, the field that contains the rows. None if there is none."""
    place = FieldPath.parse(path)
    if place is None:
        return None
    try:
        field = section_of(place.section).fields.get(place.field)
    except KeyError:
        return None
    if place.row is None or not place.inner:
        return field
    return field.row.fields.get(place.inner) if isinstance(field, Rows) else None


def value_at_path(path: str, documents: Documents) -> Json:
    """The value at `section.field` or `section.rows[<row key>].field`; None if there is none, or for path ""."""
    value: object = documents if path else None
    for name, row_key in _STEP.findall(path):
        value = _row_with_key(value, row_key) if row_key else _member(value, name)
    return value  # type: ignore[return-value]  # documents hold JSON


def file_references(key: str, values: Mapping[str, Json]) -> dict[str, FileRef]:
    """{sha256: reference} of the files to which a section's document refers."""
    return {reference.sha256: reference for reference in _in_document(section_of(key), values)}


def _in_document(document: type[Document], values: Mapping[str, Json]) -> Iterator[FileRef]:
    for name, field in document.fields.items():
        stored = values.get(name)
        if isinstance(field, UploadField):
            reference = FileRef.from_json(stored)
            if reference and reference.sha256:
                yield reference
        elif isinstance(field, Rows) and isinstance(stored, list):
            for row in stored:
                if isinstance(row, dict):
                    yield from _in_document(field.row, row)


def upload_at(path: FieldPath) -> UploadField | None:
    """The upload field at the path; for a list of rows, the first upload field of a row. None if there is none."""
    try:
        field = section_of(path.section).fields.get(path.field)
    except KeyError:
        return None
    if isinstance(field, UploadField):
        return field if path.row is None else None
    if not isinstance(field, Rows):
        return None
    field_in_row = field.row.fields.get(path.inner) if path.inner else first_upload(field.row)
    return field_in_row if isinstance(field_in_row, UploadField) else None


def uploads_in_rows(path: str) -> list[UploadField]:
    """The upload fields of a new row, if the path is that of a list of rows."""
    field, place = field_at(path), FieldPath.parse(path)
    rows = field if isinstance(field, Rows) and place and place.row is None else None
    return [inner for inner in rows.row.fields.values() if isinstance(inner, UploadField)] if rows else []


def first_upload(row: type[Document]) -> UploadField | None:
    """The first upload field of a row; None if it has none."""
    return next((field for field in row.fields.values() if isinstance(field, UploadField)), None)


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _row_with_key(value: object, key: str) -> object:
    rows = value if isinstance(value, list) else []
    return next((row for row in rows if isinstance(row, Mapping) and row.get("key") == key), None)
