"""Live tiles and the facets that filter them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from api.fields import DIGEST, ApiSchema, Time, described, optional
from api.paths import V1_PREFIX
from api.v1.bodies.base import TILE
from listings.states.availabilities import Availability
from tilekit.core.kind import OfferingType, Route

Values = Annotated[list[str], Field(max_length=20, description="Return only tiles with one of these values")]


class TileFilter(ApiSchema):
    """A tile must have one of the values of each facet that is sent."""

    q: str = described("Words to search for", "tide", default="", max_length=200)
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
    limit: int = described("Tiles per page", 20, default=50, ge=1, le=100)
    cursor: str = optional(
        "The next_cursor from the previous page", "WyJUaWRlIEdhdWdlIl0", default="", max_length=2_000
    )


class TileLinks(ApiSchema):
    """Links of a tile. page is its page in the catalogue."""

    self: str = described("Path of this tile", f"{V1_PREFIX}/catalog/tiles/tide-gauge")
    page: str = described("Path of the tile's page in the catalogue", TILE)


class Card(ApiSchema):
    """A tile as shown in lists."""

    slug: str = described("The integration ID in the address of the tile", "tide-gauge")
    title: str = described("Title of the tile", "Tide Gauge")
    vendor: str = described("Name of the vendor that customers see", "Harbour")
    summary: str = described("Short description of the tile", "Live tide levels of every gauge")
    route: Route = described("Section of the catalogue", "integrations")
    offering_type: OfferingType = described("Type of the offering", "integration")
    categories: list[str] = described("Categories of the tile; empty if it has none", ["Metrics"])
    listed_at: Time = described("When the listing first went live")
    published_at: Time = described("When the version that customers see went live")
    links: TileLinks = described("Links to the tile")


class CardPage(ApiSchema):
    items: list[Card] = described("The tiles on this page")
    next_cursor: str | None = described(
        "Value of `cursor` for the next page; null on the last page", "WyJUaWRlIEdhdWdlIl0"
    )


class TileBody(Card):
    """A tile with everything that its page shows."""

    digest: str = described("Digest of the submission that customers see", DIGEST)
    version: str = described("The newest version of the release notes", "1.0.0")
    availability: Availability = described("Whether the tile is listed or deprecated", "listed")
    ends_on: date | None = described("End date of a deprecated tile", "2030-06-30")
    successor: str | None = described("Slug of the tile that replaces it", "tide-gauge-2")
    content: dict[str, JsonValue] = described(
        "Text and data in the tabs. Empty tabs are left out.", {"overview_md": "Live tide levels of every gauge"}
    )


class FacetValueBody(ApiSchema):
    value: str = described("Value to send in the filter", "Metrics")
    label: str = described("Human-readable text, in the language of the request", "Metrics")
    count: int = described("Number of tiles with this value", 12)


class Facet(ApiSchema):
    """A property by which tiles are filtered."""

    kind: str = described("Name of the filter", "category")
    label: str = described("Human-readable name of the filter, in the language of the request", "Category")
    values: list[FacetValueBody] = described("Most common first")


class FacetList(ApiSchema):
    items: list[Facet] = described("All filters of the catalogue")
