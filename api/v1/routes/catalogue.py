"""The public catalogue: search tiles, read one, count facets."""

from django.http import HttpRequest
from ninja import Query, Router

from api.v1.bodies.catalogue import CardPage, FacetList, Tile, TileFilter, TileQuery
from api.v1.catalogue import facets_for, tile_named, tiles_for
from api.v1.routes.answers import READS

router = Router(tags=["Catalogue"], auth=None)


@router.get("/catalog/tiles", response={200: CardPage, **READS}, summary="List tiles", url_name="tile-list")
def list_tiles(request: HttpRequest, query: Query[TileQuery]) -> CardPage:  # noqa: ARG001 the shape of a call
    """The tiles that customers see. No token is needed; responses may be cached for a minute."""
    return tiles_for(query)


@router.get("/catalog/tiles/{slug:slug}", response={200: Tile, **READS}, summary="Read a tile", url_name="tile")
def read_tile(request: HttpRequest, slug: str) -> Tile:  # noqa: ARG001 the shape of a call
    """A tile with what its page shows. The page sends `digest` as the header Listing-Digest."""
    return tile_named(slug)


@router.get("/catalog/facets", response={200: FacetList, **READS}, summary="List facets", url_name="facet-list")
def list_facets(request: HttpRequest, query: Query[TileFilter]) -> FacetList:  # noqa: ARG001 the shape of a call
    """The values by which tiles are filtered, each with the number of tiles that choosing it would show."""
    return FacetList(items=facets_for(query))
