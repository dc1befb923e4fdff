"""The data of webhook events about listings."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from common.ids import EXAMPLE_ID
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from notices.events import EventData

_PORTAL = "https://portal.example"


class EventLinks(Struct, frozen=True, kw_only=True):
    """Addresses of what the event is about."""

    api: Annotated[
        str | None,
        Meta(description="The listing in the API; null if it can't be read", examples=[f"{_PORTAL}/api/v1/listings/1"]),
    ]
    page: Annotated[str, Meta(description="A page for people", examples=[f"{_PORTAL}/listings/"])]


Nothing = Annotated[None, Meta(description="Always null: the event is not about one", examples=[None])]


class ListingEventData(EventData, frozen=True, kw_only=True):
    """An event about a listing. A value is null if there is none, for example no submission yet."""

    listing: Annotated[UUID | None, Meta(description="ID of the listing", examples=[EXAMPLE_ID])]
    revision: Annotated[int | None, Meta(description="Number of the revision", examples=[1])]
    round: Annotated[
        int | None, Meta(description="Number of the submission in its revision; 0 before the first one", examples=[1])
    ]
    submission: Annotated[UUID | None, Meta(description="ID of the submission", examples=[EXAMPLE_ID])]
    state: Annotated[
        RevisionState | None, Meta(description="State of the revision after the event", examples=["in_review"])
    ]
    availability: Annotated[
        Availability | None, Meta(description="Whether customers can see the tile", examples=["none"])
    ]
    links: Annotated[EventLinks, Meta(description="Links to the listing and its parts")]


class UnrevisedEventData(ListingEventData, frozen=True, kw_only=True):
    """An event about something that has no revision."""

    revision: Nothing
    round: Nothing
    submission: Nothing
    state: Nothing
    availability: Nothing


class RequestEventData(UnrevisedEventData, frozen=True, kw_only=True):
    """An event about a request for a listing."""

    request: Annotated[UUID, Meta(description="ID of the request", examples=[EXAMPLE_ID])]


class TileEventData(ListingEventData, frozen=True, kw_only=True):
    """An event about a tile in sandbox orgs."""

    sandbox_org: Annotated[
        UUID | UnsetType,
        Meta(description="ID of the sandbox org, if the event is about a single one", examples=[EXAMPLE_ID]),
    ] = UNSET
