"""Webhook events in the document of our own API, with the schema and an example of each body."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from msgspec import json

from api.documents.corrections import Node
from api.fields import TIME
from api.reference.schemas import Schemas
from common.ids import EXAMPLE_ID
from listings.lifecycle.system_checks import registered_rows
from listings.lifecycle.types import TransitionTarget
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from notices.events import EventData, EventType, all_events
from notices.webhooks.actions.deliveries import TEST_EVENT_TYPE

_REF = "#/components/schemas/{name}"
_EVENTS_TAG = "Webhook events"
_TIME = {"type": "string", "format": "date-time", "examples": [TIME]}
_HEADERS = {
    "webhook-id": ("ID of the delivery, which is the same in every attempt", EXAMPLE_ID),
    "webhook-timestamp": ("Time of the attempt, in seconds since 1970", "1893488400"),
    "webhook-signature": (
        "Signatures according to Standard Webhooks, separated by spaces. Verify one with the secret of the webhook.",
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
}
_RESPONSES = {
    "2XX": {"description": "Received. Respond within ten seconds."},
    "410": {"description": "The webhook is paused, and nothing is sent until you resume it."},
    "default": {"description": "Not received. The delivery is sent again, for up to three days."},
}


def add_webhooks(document: Node) -> None:
    """Add every event that a webhook can receive."""
    events = [*all_events(), TEST_EVENT_TYPE]
    kinds = [event.data or EventData for event in events]
    bodies, components = json.schema_components(kinds, ref_template=_REF, schema_hook=_choices)
    document["components"]["schemas"].update(components)
    schemas = Schemas(document)
    with translation.override("en"):
        document["webhooks"] = {
            event.name: {"post": _call(event, schema, schemas)} for event, schema in zip(events, bodies, strict=True)
        }


def _choices(kind: type[TextChoices]) -> Node:
    """The schema of a state or another choice."""
    return {"type": "string", "enum": kind.values}


def _call(event: EventType, data: dict[str, Any], schemas: Schemas) -> Node:
    body = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": event.name, "description": "Name of the event"},
            "timestamp": {**_TIME, "description": "Time of the event"},
            "data": {**data, "description": "What the event is about"},
        },
    }
    return {
        "operationId": f"receive_{event.name.replace('.', '_')}",
        "summary": event.name,
        "description": str(event.description),
        "tags": [_EVENTS_TAG],
        "security": [],
        "parameters": [_parameter(name, *texts) for name, texts in _HEADERS.items()],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": body, "example": _example(event, body, schemas)}},
        },
        "responses": _RESPONSES,
    }


def _example(event: EventType, body: Node, schemas: Schemas) -> object:
    """The example of the body, with the state that the event leads to."""
    example: Any = schemas.example(body)
    example["data"].update(_states().get(event.name, {}))
    return example


@cache
def _states() -> Mapping[str, Node]:
    """{event: its values of state and availability}, for events of transitions that lead to a state or stay in it."""
    states: dict[str, Node] = {}
    for row in registered_rows():
        state = row.sources[0] if row.target is TransitionTarget.SAME and row.sources else row.target
        if row.event and isinstance(state, RevisionState | Availability):
            states.setdefault(row.event.name, _values_in(state))
    return states


def _values_in(state: RevisionState | Availability) -> Node:
    """An availability is that of a published tile, and a published tile is listed. Other states have no tile."""
    if isinstance(state, Availability):
        return {"state": RevisionState.PUBLISHED.value, "availability": state.value}
    is_live = state is RevisionState.PUBLISHED
    return {"state": state.value, "availability": (Availability.LISTED if is_live else Availability.NONE).value}


def _parameter(name: str, description: str, example: str) -> Node:
    schema = {"type": "string", "examples": [example]}
    return {"name": name, "in": "header", "required": True, "description": description, "schema": schema}
