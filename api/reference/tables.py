"""The tables of the reference pages: webhook events, and the fields of a listing."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from api.reference.calls import as_text, parameter_row
from api.reference.schemas import Node, SchemaRow, Schemas, translated
from api.reference.surfaces import surface_at
from listings.display.place_names import translate_message
from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.section import Document
from tilekit.sections import SECTIONS


class DocumentedEvent(Struct, frozen=True, kw_only=True):
    """One event, in the language of the reader. example is the body of its request."""

    name: str
    description: str
    fields: Sequence[SchemaRow]
    example: str


class EventReference(Struct, frozen=True, kw_only=True):
    """All events, and what their requests have in common: the headers, and what each response means, by status."""

    headers: Sequence[SchemaRow]
    responses: Mapping[str, str]
    events: Sequence[DocumentedEvent]


def event_reference() -> EventReference:
    """The events in the order of the document."""
    document = surface_at("v1").get_openapi_schema()
    schemas = Schemas(document)
    nodes: Sequence[Node] = [node["post"] for node in document["webhooks"].values()]
    return EventReference(
        headers=[parameter_row(parameter, schemas) for parameter in nodes[0]["parameters"]],
        responses={status: translated(response["description"]) for status, response in nodes[0]["responses"].items()},
        events=[_event(event, schemas) for event in nodes],
    )


def _event(node: Node, schemas: Schemas) -> DocumentedEvent:
    content = node["requestBody"]["content"]["application/json"]
    return DocumentedEvent(
        name=node["summary"],
        description=translated(node["description"]),
        fields=schemas.rows(content["schema"]),
        example=as_text(content["example"]),
    )


class SectionTable(Struct, frozen=True, kw_only=True):
    """A section and its fields, in the language of the reader."""

    key: str
    title: str
    rows: list[SchemaRow]


def section_tables() -> list[SectionTable]:
    """All sections, in the order of the wizard."""
    return [
        SectionTable(key=section.key, title=translate_message(section.heading), rows=list(_rows(section)))
        for section in SECTIONS
    ]


def _rows(document: type[Document], prefix: str = "") -> Iterator[SchemaRow]:
    for name, field in document.fields.items():
        yield _row(prefix + name, field)
        if isinstance(field, Rows):
            yield from _rows(field.row, f"{prefix}{name}[].")


def _row(name: str, field: Field[object]) -> SchemaRow:
    row = Schemas({}).row(name, field.schema(), is_required=False)
    return SchemaRow(
        name=name,
        label=translate_message(field.label),
        kind=row.kind,
        description=translate_message(field.help) if field.help else "",
        is_required=False,
        words=tuple(filter(None, row.words)),
        where=_("read-only") if field.read_only or field.staff_only else "",
    )
