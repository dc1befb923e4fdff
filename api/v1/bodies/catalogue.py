"""Tiles and facets of the public catalogue."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, JsonValue

from listings.states import Availability
from tilekit.core.kind import OfferingType, Route

Values = Annotated[list[str], Field(max_length=20, description="Return only tiles with one of these values")]


class TileFilter(Schema):
    """A tile must have one of the values of each facet that is sent."""

    q: str = Field(default="", max_length=200, description="Words to search for", examples=["tide"])
    route: Values = []
    category: Values = []
    submitted: Values = []
    queried: Values = []
    os: Values = []
    offering: Values = []
    vendor: Values = []


class TileQuery(TileFilter):
    sort: Literal["name", "newest"] = "name"
    limit: int = Field(default=50, ge=1, le=100, description="Tiles per page", examples=[20])
    cursor: str = Field(default="", max_length=2_000, description="The next_cursor from the previous page")


class TileLinks(Schema):
    """Links of a tile. page is its page in the catalogue."""

    self: str
    page: str


class Card(Schema):
    """A tile as shown in lists."""

    slug: str = Field(description="The integration ID in the address of the tile", examples=["tide-gauge"])
    title: str = Field(examples=["Tide Gauge"])
    vendor: str = Field(examples=["Harbour"])
    summary: str = Field(examples=["Live tide levels of every gauge"])
    route: Route = Field(examples=["integrations"])
    offering_type: OfferingType = Field(examples=["integration"])
    categories: list[str] = Field(examples=[["Metrics"]])
    listed_at: datetime = Field(description="When the listing first went live")
    published_at: datetime = Field(description="When the version that customers see went live")
    links: TileLinks


class CardPage(Schema):
    items: list[Card]
    next_cursor: str | None = Field(description="Value of `cursor` for the next page; null on the last page")


class TileBody(Card):
    """A tile with everything that its page shows."""

    digest: str = Field(description="Digest of the submission that customers see")
    version: str = Field(description="The newest version of the release notes", examples=["1.0.0"])
    availability: Availability = Field(description="Whether the tile is listed or deprecated", examples=["listed"])
    ends_on: date | None = Field(description="End date of a deprecated tile")
    successor: str | None = Field(description="Slug of the tile that replaces it")
    content: dict[str, JsonValue] = Field(
        description="Text and data in the tabs. Empty tabs are left out.", examples=[{}]
    )


class FacetValueBody(Schema):
    value: str = Field(examples=["Metrics"])
    label: str = Field(description="Human-readable text, in the language of the request", examples=["Metrics"])
    count: int = Field(description="Number of tiles with this value", examples=[12])


class Facet(Schema):
    """A property by which tiles are filtered."""

    kind: str = Field(examples=["category"])
    label: str = Field(examples=["Category"])
    values: list[FacetValueBody] = Field(description="Most common first")


class FacetList(Schema):
    items: list[Facet]
