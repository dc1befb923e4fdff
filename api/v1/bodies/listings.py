"""Listings with their status and history."""

from collections.abc import Mapping
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.fields import ApiSchema, Id, Time, described
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

    state: RevisionState | None = described("Return only listings in this state", "draft", default=None)
    route: Route | None = described("Return only listings in this catalogue section", "integrations", default=None)
    identifier: str | None = described(
        "Return only listings whose manifest contains this app_uuid or integration ID",
        "tide-gauge",
        default=None,
        max_length=200,
    )


class NewListingBody(RequestBody):
    """A listing to create."""

    name: str = described("Name of the listing, as members of your organisation see it", "Pier Monitor", max_length=200)
    route: Route = described("Section of the catalogue in which the tile appears", "integrations")
    offering_type: OfferingType = described("Type of the offering", "integration")

    @model_validator(mode="after")
    def _assert_offering_fits(self) -> Self:
        if not offering_fits(self.route, self.offering_type):
            raise PydanticCustomError("offering_type", "Only integrations can be free. Use the route marketplace.")
        return self


class StatusBody(ApiSchema):
    """Who must act next, and what happens then."""

    party: Party = described("Who must act next", "partner")
    waiting_on: str = described("Who must act next, in words", "You")
    since: Time = described("Since when the listing is waiting for them")
    why: str = described("Why the listing is waiting", "Your organisation is editing the listing.")
    next: str = described("What happens next", "The checks run as soon as you submit the listing.")
    likely: str = described("How long the next step usually takes; empty if not known", "")
    due_at: Time | None = described("When the next step is due; null if no time is set")


class ListingLinksBody(ApiSchema):
    """Links of a listing. page is its page in the portal."""

    self: str = described("Path of this listing", LISTING)
    sections: str = described("Path of the sections of the listing", f"{LISTING}/sections")
    documents: str = described("Path of the content of all sections", f"{LISTING}/documents")
    folder: str = described("Path of the listing as a folder", f"{LISTING}/folder")
    findings: str = described("Path of the findings in the listing", f"{LISTING}/findings")
    history: str = described("Path of the history of the listing", f"{LISTING}/history")
    submissions: str = described("Path of the submissions of the listing", f"{LISTING}/submissions")
    threads: str = described("Path of the review threads of the listing", f"{LISTING}/threads")
    releases: str = described("Path of the releases of the listing", f"{LISTING}/releases")
    page: str = described("Path of the listing's page in the portal", PAGE)


class ListingBody(ApiSchema):
    """A listing with its working revision: the open one, or else the newest."""

    id: Id = described("ID of the listing")
    name: str = described("Name of the listing, as members of your organisation see it", "Tide Gauge Monitor")
    route: Route = described("Section of the catalogue in which the tile appears", "integrations")
    offering_type: OfferingType = described("Type of the offering", "integration")
    state: RevisionState = described("State of the revision", "draft")
    revision: int = described("Revision number", 1)
    availability: Availability = described("What customers see", "none")
    app_uuid: Id = described("The app_uuid in the manifest")
    source_type_id: int | None = described(
        "The source_type_id in the manifest; null if the listing has none yet", 50000001
    )
    created_at: Time = described("When the listing was created")
    status: StatusBody = described("Who must act next, and what happens then")
    links: ListingLinksBody = described("Links to the listing and its parts")


class ListingPage(PageBody):
    """A page of listings, newest first."""

    items: list[ListingBody] = described("The listings on this page")


class HistoryEntryBody(ApiSchema):
    at: Time = described("Time of the action")
    verb: str = described("Stable name of the action", "revision.submit")
    title: str = described("Description of the action, in the language of the request", "Submitted")
    by: str = described("Name of the person or application; empty if unknown", "Robin Ferry")
    by_kind: ActorKind = described("Who acted: a person, an application or the portal itself", "person")
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

    items: list[HistoryEntryBody] = described("The entries on this page")
