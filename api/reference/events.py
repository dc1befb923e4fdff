"""The events of webhooks for their reference page, read from the OpenAPI document of our own API."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from api.reference.calls import as_text, parameter_row
from api.reference.schemas import Node, SchemaRow, Schemas
from api.reference.surfaces import surface_at
from api.reference.texts import translated


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
        headers=[parameter_row(each, schemas) for each in nodes[0]["parameters"]],
        responses={status: translated(each["description"]) for status, each in nodes[0]["responses"].items()},
        events=[_event(each, schemas) for each in nodes],
    )


def _event(node: Node, schemas: Schemas) -> DocumentedEvent:
    content = node["requestBody"]["content"]["application/json"]
    return DocumentedEvent(
        name=node["summary"],
        description=translated(node["description"]),
        fields=schemas.rows(content["schema"]),
        example=as_text(content["example"]),
    )
