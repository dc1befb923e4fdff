"""The history of a listing."""

from collections.abc import Mapping
from uuid import UUID

from ninja import Schema
from pydantic import Field

from api.fields import Time
from api.v1.bodies.pages import PageBody
from audit.models import Event
from common.actor import ActorKind
from listings.queries.timeline import timeline_titles


class HistoryEntryBody(Schema):
    at: Time = Field(description="Time of the action")
    verb: str = Field(description="Stable name of the action", examples=["revision.submit"])
    title: str = Field(description="Description of the action, in the language of the request", examples=["Submitted"])
    by: str = Field(description="Name of the person or application; empty if unknown", examples=["Robin Ferry"])
    by_kind: ActorKind = Field(
        description="Who acted: a person, an application or the portal itself", examples=["person"]
    )
    reason: str = Field("", description="The reason that was given for the change", examples=[""])

    @classmethod
    def of(cls, event: Event, names: Mapping[UUID, str], reasons: Mapping[UUID, str]) -> "HistoryEntryBody":
        """The entry for an event. names is {actor ID: name}, reasons {event ID: reason}."""
        name = names.get(event.actor_id, "") if event.actor_id else ""
        kind = ActorKind(event.actor_kind)
        title, reason = str(timeline_titles()[event.verb]), reasons.get(event.pk, "")
        return cls(at=event.at, verb=event.verb, title=title, by=name, by_kind=kind, reason=reason)


class HistoryPage(PageBody):
    """A page of the history, newest first."""

    items: list[HistoryEntryBody] = Field(description="The entries on this page")
