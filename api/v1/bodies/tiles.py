"""Live tiles and the facets that filter them."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, JsonValue

from api.fields import DIGEST, Time, optional
from api.paths import V1_PREFIX
from api.v1.bodies.base import TILE
from listings.states.availabilities import Availability
from tilekit.core.kind import OfferingType, Route

Values = Annotated[list[str], Field(max_length=20, description="Return only tiles with one of these values")]


class TileFilter(Schema):
    """A tile must have one of the values of each facet that is sent."""

    q: str = Field(default="", max_length=200, description="Words to search for", examples=["tide"])
    route: Values = optional(
        "Return only tiles in one of these sections of the catalogue", ["integrations"], default=[]
    )
    category: Values = optional("Return only tiles with one of these categories", ["Metrics"], default=[])
    submitted: Values = optional("Return only tiles that send one of these types of data", ["metrics"], default=[])
    queried: Values = optional("Return only tiles that query one of these types of data", ["logs"], default=[])
    os: Values = optional("Return only tiles that support one of these operating systems", ["linux"], default=[])
    offering: Values = optional("Return only tiles with one of these types of offering", ["integration"], default=[])
    vendor: Values = optional("Return only tiles from one of these vendors", ["Harbour"], default=[])


class TileQuery(TileFilter):
    sort: Literal["name", "newest"] = optional(
        "Order of the tiles: by title, or with the newest tiles first", "name", default="name"
    )
    limit: int = Field(default=50, ge=1, le=100, description="Tiles per page", examples=[20])
    cursor: str = optional(
        "The next_cursor from the previous page", "WyJUaWRlIEdhdWdlIl0", default="", max_length=2_000
    )


class TileLinks(Schema):
    """Links of a tile. page is its page in the catalogue."""

    self: str = Field(description="Path of this tile", examples=[f"{V1_PREFIX}/catalog/tiles/tide-gauge"])
    page: str = Field(description="Path of the tile's page in the catalogue", examples=[TILE])


class Card(Schema):
    """A tile as shown in lists."""

    slug: str = Field(description="The integration ID in the address of the tile", examples=["tide-gauge"])
    title: str = Field(description="Title of the tile", examples=["Tide Gauge"])
    vendor: str = Field(description="Name of the vendor that customers see", examples=["Harbour"])
    summary: str = Field(description="Short description of the tile", examples=["Live tide levels of every gauge"])
    route: Route = Field(description="Section of the catalogue", examples=["integrations"])
    offering_type: OfferingType = Field(description="Type of the offering", examples=["integration"])
    categories: list[str] = Field(description="Categories of the tile; empty if it has none", examples=[["Metrics"]])
    listed_at: Time = Field(description="When the listing first went live")
    published_at: Time = Field(description="When the version that customers see went live")
    links: TileLinks = Field(description="Links to the tile")


class CardPage(Schema):
    items: list[Card] = Field(description="The tiles on this page")
    next_cursor: str | None = Field(
        description="Value of `cursor` for the next page; null on the last page", examples=["WyJUaWRlIEdhdWdlIl0"]
    )


class TileBody(Card):
    """A tile with everything that its page shows."""

    digest: str = Field(description="Digest of the submission that customers see", examples=[DIGEST])
    version: str = Field(description="The newest version of the release notes", examples=["1.0.0"])
    availability: Availability = Field(description="Whether the tile is listed or deprecated", examples=["listed"])
    ends_on: date | None = Field(description="End date of a deprecated tile", examples=["2030-06-30"])
    successor: str | None = Field(description="Slug of the tile that replaces it", examples=["tide-gauge-2"])
    content: dict[str, JsonValue] = Field(
        description="Text and data in the tabs. Empty tabs are left out.",
        examples=[{"overview_md": "Live tide levels of every gauge"}],
    )


class FacetValueBody(Schema):
    value: str = Field(description="Value to send in the filter", examples=["Metrics"])
    label: str = Field(description="Human-readable text, in the language of the request", examples=["Metrics"])
    count: int = Field(description="Number of tiles with this value", examples=[12])


class Facet(Schema):
    """A property by which tiles are filtered."""

    kind: str = Field(description="Name of the filter", examples=["category"])
    label: str = Field(
        description="Human-readable name of the filter, in the language of the request", examples=["Category"]
    )
    values: list[FacetValueBody] = Field(description="Most common first")


class FacetList(Schema):
    items: list[Facet] = Field(description="All filters of the catalogue")
