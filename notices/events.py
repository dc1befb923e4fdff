"""Registry of webhook events. Apps register theirs when the portal starts.

An event belongs to a transition (`event=` in its row), to a kind of notice (`notice_kind(event=...)`) or to an action
that sends it with `notices.webhooks.writes.emit`.
"""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from common.ids import EXAMPLE_ID
from common.lazy_text import LazyText


class EventData(Struct, frozen=True, kw_only=True):
    """The `data` of an event: IDs, numbers, states and links, never texts that people wrote.

    The fields of its classes, with their descriptions and examples, are in the OpenAPI document.
    """

    organisation: Annotated[UUID, Meta(description="ID of the organisation", examples=[EXAMPLE_ID])]


class EventType(Struct, frozen=True, kw_only=True):
    """A kind of event. description is a sentence about when the event is sent; data is the class of its data.

    A transition whose event has no class sends that of its lifecycle.
    """

    name: str
    description: LazyText
    data: type[EventData] | None = None


class EventSubject(Struct, frozen=True, kw_only=True):
    """The organisation whose webhooks get an event, and a function that returns its data.

    describe is only called if a webhook wants the event.
    """

    organisation_id: UUID
    describe: Callable[[], EventData]


_events: dict[str, EventType] = {}


def event_type(name: str, description: LazyText, *, data: type[EventData]) -> str:
    """Register an event, such as `review.claimed`, and return its name. Several lifecycles may register the same one.

    Raises ValueError if another event has the name.
    """
    if name in _events and _events[name].description is not description:
        text = f"the event {name!r} is taken"
        raise ValueError(text)
    _events[name] = EventType(name=name, description=description, data=data)
    return name


def all_events() -> tuple[EventType, ...]:
    """Every event that a webhook can choose, sorted by name."""
    return tuple(_events[name] for name in sorted(_events))


def is_event(name: str) -> bool:
    return name in _events


def assert_data(name: str, data: EventData) -> None:
    """Raises TypeError if the data are not those of the event, which is a bug."""
    expected = _events[name].data or EventData
    if not isinstance(data, expected):
        text = f"the event {name!r} needs {expected.__name__}, not {type(data).__name__}"
        raise TypeError(text)
