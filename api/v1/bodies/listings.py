"""Listings."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.v1.bodies.pages import PageBody, PageQuery
from api.v1.bodies.requests import RequestBody
from listings.guards import offering_fits
from listings.states import Availability, RevisionState
from listings.status_messages import Party
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

    name: str = Field(max_length=200, examples=["Pier Monitor"])
    route: Route = Field(examples=["integrations"])
    offering_type: OfferingType = Field(examples=["integration"])

    @model_validator(mode="after")
    def _assert_offering_fits(self) -> Self:
        if not offering_fits(self.route, self.offering_type):
            raise PydanticCustomError("offering_type", "Only integrations can be free. Use the route marketplace.")
        return self


class StatusBody(Schema):
    """Who must act next, and what happens then."""

    party: Party = Field(description="Who must act next", examples=["partner"])
    waiting_on: str = Field(examples=["You"])
    since: datetime
    why: str = Field(description="Why the listing is waiting")
    next: str = Field(description="What happens next")
    likely: str = Field(description="How long the next step usually takes; empty if not known", examples=[""])
    due_at: datetime | None = Field(description="When the next step is due")


class ListingLinksBody(Schema):
    """Links of a listing. page is its page in the portal."""

    self: str
    sections: str
    documents: str
    folder: str
    findings: str
    history: str
    submissions: str
    threads: str
    releases: str
    page: str


class ListingBody(Schema):
    """A listing with its working revision: the open one, or else the newest."""

    id: UUID
    name: str = Field(examples=["Tide Gauge Monitor"])
    route: Route = Field(examples=["integrations"])
    offering_type: OfferingType = Field(examples=["integration"])
    state: RevisionState = Field(examples=["draft"])
    revision: int = Field(description="Revision number", examples=[1])
    availability: Availability = Field(description="What customers see", examples=["none"])
    app_uuid: UUID = Field(description="The app_uuid in the manifest")
    source_type_id: int | None = Field(
        description="The source_type_id in the manifest; null if the listing has none yet", examples=[50000001]
    )
    created_at: datetime
    status: StatusBody
    links: ListingLinksBody


class ListingPage(PageBody):
    """A page of listings, newest first."""

    items: list[ListingBody]
