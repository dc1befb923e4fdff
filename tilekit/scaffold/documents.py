"""Makes documents from the fields in files, and the fields of files from documents."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from tilekit.bundle import Files
from tilekit.core.basics import Basics
from tilekit.core.composite import Rows, UploadField
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document, SectionDocument
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.sections import SECTIONS


def documents_of(parts: FieldsBySection, files: Files) -> dict[str, SectionDocument]:
    """A document for every section. References are completed if the folder contains the file."""
    return {
        section.key: section(_complete_references(section, parts.get(section.key, {}), files)) for section in SECTIONS
    }


def parts_of_documents(basics: Basics, documents: Mapping[str, SectionDocument]) -> FieldsBySection:
    """The fields that are stored in files, by section."""
    values: dict[str, Json] = {
        "name": basics.name,
        "route": str(basics.route),
        "offering_type": str(basics.offering_type),
        "app_uuid": basics.app_uuid,
        "source_type_id": basics.source_type_id,
    }
    return {"basics": values, **{key: document.values for key, document in documents.items()}}


def basics_of(parts: FieldsBySection, name: str) -> Basics:
    """The basic facts of a listing, as its manifest has them. name is used if there is no title."""
    values, title = parts.get("basics", {}), parts.get("overview", {}).get("title")
    source_type_id = values.get("source_type_id")
    return Basics(
        name=title if isinstance(title, str) and title else name,
        route=str(values.get("route") or Basics().route),
        offering_type=str(values.get("offering_type") or Basics().offering_type),
        app_uuid=str(values.get("app_uuid") or ""),
        source_type_id=source_type_id if isinstance(source_type_id, int) else None,
    )


def references(documents: Mapping[str, SectionDocument]) -> Iterator[tuple[str, str, FileRef]]:
    """Section, field and reference of every file in the documents; in rows, the field is `rows.field`."""
    for key, section in documents.items():
        for name, field in section.fields.items():
            value = section.values.get(name)
            if isinstance(field, UploadField) and field.scope == "content":
                yield from ((key, name, ref) for ref in [FileRef.from_json(value)] if ref)
            elif isinstance(field, Rows) and isinstance(value, list):
                for inner, ref in _row_references(field, value):
                    yield key, f"{name}.{inner}", ref


def _row_references(field: Rows[Document], rows: list[Json]) -> Iterator[tuple[str, FileRef]]:
    for row in rows:
        for name in _uploads_of(field):
            ref = FileRef.from_json(row.get(name)) if isinstance(row, dict) else None
            if ref:
                yield name, ref


@cache
def _uploads_of(rows: Rows[Document]) -> tuple[str, ...]:
    """The fields of a row that contain a file of the folder."""
    return tuple(
        name for name, field in rows.row.fields.items() if isinstance(field, UploadField) and field.scope == "content"
    )


def _complete_references(section: type[Document], values: dict[str, Json], files: Files) -> dict[str, Json]:
    """The values with references completed."""
    completed = dict(values)
    for name, field in section.fields.items():
        value = completed.get(name)
        if isinstance(field, UploadField):
            if name in completed:
                completed[name] = _complete_reference(value, files)
        elif isinstance(field, Rows) and isinstance(value, list):
            row = cast("type[Document]", field.row)
            completed[name] = [
                _complete_references(row, item, files) if isinstance(item, dict) else item for item in value
            ]
    return completed


def _complete_reference(value: Json, files: Files) -> Json:
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(name, str) or name not in files:
        return value
    return {"key": "", "name": name, "sha256": files.digest(name), "size": len(files[name])}
