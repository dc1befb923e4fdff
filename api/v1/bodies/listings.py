"""Listings with their status and history."""

from collections.abc import Mapping
from typing import Self
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.fields import Id, Time
from api.v1.bodies.base import LISTING, PAGE, PageBody, PageQuery, RequestBody
from audit.models import Event
from common.actor import ActorKind
from listings.lifecycle.guards import offering_fits
from listings.queries.timeline import timeline_titles
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from tilekit.core.kind import OfferingType, Route


class ListingQuery(PageQuery):
    """The filters of the list of listings."""

    state: RevisionState | None = Field(
        default=None, description="Return only listings in this state", examples=["draft"]
    )
    route: Route | None = Field(
        default=None, description="Return only listings in this catalogue section", examples=["integrations"]
    )
    identifier: str | None = Field(
        default=None,
        max_length=200,
        description="Return only listings whose manifest contains this app_uuid or integration ID",
        examples=["tide-gauge"],
    )


class NewListingBody(RequestBody):
    """A listing to create."""

    name: str = Field(
        max_length=200,
        description="Name of the listing, as members of your organisation see it",
        examples=["Pier Monitor"],
    )
    route: Route = Field(description="Section of the catalogue in which the tile appears", examples=["integrations"])
    offering_type: OfferingType = Field(description="Type of the offering", examples=["integration"])

    @model_validator(mode="after")
    def _assert_offering_fits(self) -> Self:
        if not offering_fits(self.route, self.offering_type):
            raise PydanticCustomError("offering_type", "Only integrations can be free. Use the route marketplace.")
        return self


class StatusBody(Schema):
    """Who must act next, and what happens then."""

    party: Party = Field(description="Who must act next", examples=["partner"])
    waiting_on: str = Field(description="Who must act next, in words", examples=["You"])
    since: Time = Field(description="Since when the listing is waiting for them")
    why: str = Field(description="Why the listing is waiting", examples=["Your organisation is editing the listing."])
    next: str = Field(description="What happens next", examples=["The checks run as soon as you submit the listing."])
    likely: str = Field(description="How long the next step usually takes; empty if not known", examples=[""])
    due_at: Time | None = Field(description="When the next step is due; null if no time is set")


class ListingLinksBody(Schema):
    """Links of a listing. page is its page in the portal."""

    self: str = Field(description="Path of this listing", examples=[LISTING])
    sections: str = Field(description="Path of the sections of the listing", examples=[f"{LISTING}/sections"])
    documents: str = Field(description="Path of the content of all sections", examples=[f"{LISTING}/documents"])
    folder: str = Field(description="Path of the listing as a folder", examples=[f"{LISTING}/folder"])
    findings: str = Field(description="Path of the findings in the listing", examples=[f"{LISTING}/findings"])
    history: str = Field(description="Path of the history of the listing", examples=[f"{LISTING}/history"])
    submissions: str = Field(description="Path of the submissions of the listing", examples=[f"{LISTING}/submissions"])
    threads: str = Field(description="Path of the review threads of the listing", examples=[f"{LISTING}/threads"])
    releases: str = Field(description="Path of the releases of the listing", examples=[f"{LISTING}/releases"])
    page: str = Field(description="Path of the listing's page in the portal", examples=[PAGE])


class ListingBody(Schema):
    """A listing with its working revision: the open one, or else the newest."""

    id: Id = Field(description="ID of the listing")
    name: str = Field(
        description="Name of the listing, as members of your organisation see it", examples=["Tide Gauge Monitor"]
    )
    route: Route = Field(description="Section of the catalogue in which the tile appears", examples=["integrations"])
    offering_type: OfferingType = Field(description="Type of the offering", examples=["integration"])
    state: RevisionState = Field(description="State of the revision", examples=["draft"])
    revision: int = Field(description="Revision number", examples=[1])
    availability: Availability = Field(description="What customers see", examples=["none"])
    app_uuid: Id = Field(description="The app_uuid in the manifest")
    source_type_id: int | None = Field(
        description="The source_type_id in the manifest; null if the listing has none yet", examples=[50000001]
    )
    created_at: Time = Field(description="When the listing was created")
    status: StatusBody = Field(description="Who must act next, and what happens then")
    links: ListingLinksBody = Field(description="Links to the listing and its parts")


class ListingPage(PageBody):
    """A page of listings, newest first."""

    items: list[ListingBody] = Field(description="The listings on this page")


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
