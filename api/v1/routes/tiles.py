"""Live tiles: search them, read one, count facets."""

from django.http import HttpRequest
from ninja import Query

from api.v1.bodies.base import TileSlug
from api.v1.bodies.errors import v1_router
from api.v1.bodies.tiles import (
    CardPage,
    FacetList,
    TileBody,
    TileFilter,
    TileQuery,
)
from api.v1.tiles import facets_for, tile_named, tiles_for

router = v1_router("Catalogue", auth=None)


@router.get("/catalog/tiles", response=CardPage, summary="List tiles", url_name="tile-list")
def list_tiles(request: HttpRequest, query: Query[TileQuery]) -> CardPage:
    """The tiles that customers see. No token is needed. Responses can be cached for a minute."""
    return tiles_for(query)


@router.get("/catalog/tiles/{slug:slug}", response=TileBody, summary="Read a tile", url_name="tile")
def read_tile(request: HttpRequest, slug: TileSlug) -> TileBody:
    """A tile with the content of its page. The page sends `digest` in the Listing-Digest header."""
    return tile_named(slug)


@router.get("/catalog/facets", response=FacetList, summary="List facets", url_name="facet-list")
def list_facets(request: HttpRequest, query: Query[TileFilter]) -> FacetList:
    """The values that tiles can be filtered by, each with the number of matching tiles."""
    return FacetList(items=facets_for(query))
