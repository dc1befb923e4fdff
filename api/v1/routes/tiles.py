"""Live tiles: search them, read one, count facets."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query

from api.errors import ShapeWrong
from api.paths import V1_PREFIX
from api.v1.bodies.base import TileSlug
from api.v1.bodies.errors import v1_router
from api.v1.bodies.tiles import (
    Card,
    CardPage,
    Facet,
    FacetList,
    FacetValueBody,
    TileBody,
    TileFilter,
    TileLinks,
    TileQuery,
)
from catalog.facets import FACETS
from catalog.filters import value_label
from catalog.models import Tile as TileRow
from catalog.queries import SORTS, CatalogueFilter, facet_counts, page_of_tiles, tile_with_slug
from common.cursors import is_cursor
from common.errors import NotFound
from tilekit.tile import TileContent as TileView

router = v1_router("Catalogue", auth=None)
_CARD = ("title", "vendor", "summary", "route", "offering_type", "categories")
# Search data and storage locations are not content.
_NOT_SHOWN = frozenset({*_CARD, "search_text", "pictures", "facets"})


@router.get("/catalog/tiles", response=CardPage, summary="List tiles", url_name="tile-list")
def list_tiles(request: HttpRequest, query: Query[TileQuery]) -> CardPage:
    """The tiles that customers see. No token is needed. Responses can be cached for a minute."""
    if query.cursor and not is_cursor(query.cursor, SORTS[query.sort]):
        text = _("Must be the next_cursor from the previous page. The sort order must not change between pages.")
        raise ShapeWrong(fields={"cursor": [text]})
    page = page_of_tiles(_catalogue_filter(query, query.sort), query.cursor, size=query.limit)
    return CardPage(items=[Card.model_validate(_card(row)) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/catalog/tiles/{slug:slug}", response=TileBody, summary="Read a tile", url_name="tile")
def read_tile(request: HttpRequest, slug: TileSlug) -> TileBody:
    """A tile with the content of its page. The page sends `digest` in the Listing-Digest header."""
    row = tile_with_slug(slug)
    if not row.is_listed:
        raise NotFound
    view, listing = TileView.from_json(row.view), row.listing
    successor = getattr(listing.successor, "tile", None) if listing.successor else None
    return TileBody.model_validate(
        {
            **_card(row),
            "digest": row.digest,  # type: ignore[attr-defined]  # annotated
            "version": view.version,
            "availability": listing.availability,
            "ends_on": listing.ends_on,
            "successor": successor.slug if successor and successor.is_listed else None,
            "content": {name: value for name, value in row.view.items() if name not in _NOT_SHOWN},
        }
    )


@router.get("/catalog/facets", response=FacetList, summary="List facets", url_name="facet-list")
def list_facets(request: HttpRequest, query: Query[TileFilter]) -> FacetList:
    """The values that tiles can be filtered by, each with the number of matching tiles."""
    counts = facet_counts(_catalogue_filter(query))
    facets = [
        Facet(
            kind=kind,
            label=str(FACETS[kind]),
            values=[
                FacetValueBody(value=value.value, label=value_label(kind, value.value), count=value.count)
                for value in counts[kind]
            ],
        )
        for kind in FACETS
    ]
    return FacetList(items=facets)


def _catalogue_filter(query: TileFilter, sort: str = "name") -> CatalogueFilter:
    """The catalogue filter for a query."""
    chosen = {kind: tuple(getattr(query, kind)) for kind in FACETS}
    return CatalogueFilter(
        text=query.q.strip(), chosen={kind: values for kind, values in chosen.items() if values}, sort=sort
    )


def _card(row: TileRow) -> Mapping[str, object]:
    view = TileView.from_json(row.card)
    links = TileLinks(
        self=f"{V1_PREFIX}/catalog/tiles/{row.slug}", page=reverse("catalog:tile-detail", args=[row.slug])
    )
    return {
        **{name: getattr(view, name) for name in _CARD},
        "slug": row.slug,
        "title": row.title,
        "categories": list(view.categories),
        "listed_at": row.listed_at,
        "published_at": row.published_at,
        "links": links,
    }
