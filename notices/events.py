"""Registry of webhook events. Rooms register theirs when the portal starts.

An event belongs to a transition (`event=` in its row), to a kind of notice (`notice_kind(event=...)`) or to an action
that sends it with `notices.webhooks.writes.emit`.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from msgspec import Struct

from common.lazy_text import LazyText

# Values of the body's `data`: IDs, numbers, states and links, never texts that people wrote.
Data = Mapping[str, object]


class EventType(Struct, frozen=True, kw_only=True):
    """A kind of event. description is a sentence about when the event is sent."""

    name: str
    description: LazyText


class EventSubject(Struct, frozen=True, kw_only=True):
    """The organisation whose webhooks get an event, and a function that returns its `data`.

    describe is only called if a webhook wants the event.
    """

    organisation_id: UUID
    describe: Callable[[], Data]


_events: dict[str, EventType] = {}


def event_type(name: str, description: LazyText) -> str:
    """Register an event, such as `review.claimed`, and return its name. Raises ValueError if the name is taken."""
    if name in _events:
        text = f"the event {name!r} is taken"
        raise ValueError(text)
    _events[name] = EventType(name=name, description=description)
    return name


def all_events() -> tuple[EventType, ...]:
    """Every event that a webhook can choose, sorted by name."""
    return tuple(_events[name] for name in sorted(_events))


def is_event(name: str) -> bool:
    return name in _events
