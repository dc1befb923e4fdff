"""Prepares live tiles and their facets for responses."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from api.errors import ShapeWrong
from api.paths import V1_PREFIX
from api.v1.bodies.tiles import Card, CardPage, Facet, FacetValueBody, TileBody, TileFilter, TileLinks, TileQuery
from catalog.facets import FACETS
from catalog.filters import value_label
from catalog.models import Tile as TileRow
from catalog.queries import SORTS, CatalogueFilter, facet_counts, page_of_tiles, tile_with_slug
from common.errors import NotFound
from common.pages import is_cursor
from tilekit.tile import TileContent as TileView

_CARD = ("title", "vendor", "summary", "route", "offering_type", "categories")
# Search data and storage locations are not content.
_NOT_SHOWN = frozenset({*_CARD, "search_text", "pictures", "facets"})


def catalogue_filter(query: TileFilter, sort: str = "name") -> CatalogueFilter:
    """The catalogue filter for a query."""
    chosen = {kind: tuple(getattr(query, kind)) for kind in FACETS}
    return CatalogueFilter(
        text=query.q.strip(), chosen={kind: values for kind, values in chosen.items() if values}, sort=sort
    )


def tiles_for(query: TileQuery) -> CardPage:
    """The requested page of the catalogue. Raises ShapeWrong for an invalid cursor."""
    if query.cursor and not is_cursor(query.cursor, SORTS[query.sort]):
        raise ShapeWrong(
            fields={
                "cursor": [
                    _("Must be the next_cursor from the previous page. The sort order must not change between pages.")
                ]
            }
        )
    page = page_of_tiles(catalogue_filter(query, query.sort), query.cursor, size=query.limit)
    return CardPage(items=[Card.model_validate(_card(row)) for row in page.rows], next_cursor=page.next_cursor)


def tile_named(slug: str) -> TileBody:
    """The tile as customers see it. Raises NotFound if there is none or customers can't see it now."""
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


def facets_for(query: TileFilter) -> list[Facet]:
    """Every facet with its values in the matching tiles."""
    counts = facet_counts(catalogue_filter(query))
    return [
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
