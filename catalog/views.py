"""Public pages: the catalogue and its tiles."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.cards import cards_of
from catalog.filters import chips, facet_options, filter_in, filter_url, sort_options
from catalog.queries import (
    MAX_COUNT,
    CatalogueFilter,
    limited_facet_counts,
    page_of_tiles,
    public_files,
    size_of_catalogue,
    tile_with_slug,
)
from common.htmx import is_partial, render_page
from common.install_links import install_link
from files.pictures import StoredFiles
from listings.models import Listing
from listings.states.availabilities import AVAILABILITIES, VisitorText
from page_parts.counts import limited_count
from page_parts.templatetags.display import local_time
from page_parts.tile.presenter import present_tile
from tilekit.tile import TileContent as TileView

# Lets clients identify the content that the page shows.
DIGEST_HEADER = "Listing-Digest"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    filters, after = filter_in(request.GET), request.GET.get("after", "")
    page, count = page_of_tiles(filters, after), filters.number_of_tiles
    tiles, vendors = size_of_catalogue()
    context = {
        "filters": filters,
        "cards": cards_of(page.rows),
        "found": count,
        "found_text": limited_count(count, MAX_COUNT),
        "facets": facet_options(limited_facet_counts(filters)),
        "chips": chips(request.path, filters),
        "sorts": sort_options(request.path, filters),
        "cleared": request.path,
        "is_open": is_partial(request),
        "pages": _pages(request.path, filters, after=after, following=page.next_cursor or ""),
        "tiles": tiles,
        "vendors": vendors,
    }
    return render_page(request, "catalog/index.html", context, part="catalog/results.html")


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    tile = tile_with_slug(slug)
    visitor = AVAILABILITIES[tile.listing.availability].visitor
    if not tile.is_listed:
        removed_context = {"title": tile.title, "visitor": visitor, "successor": _successor(tile.listing)}
        return render(request, "catalog/gone.html", removed_context, status=410)
    view = TileView.from_json(tile.view)
    presenter = present_tile(
        view,
        files=StoredFiles.of(tile.pk, public_files(tile)),
        tab=request.GET.get("tab", ""),
        base=request.path,
        metrics_from=request.GET.get("start", ""),
        install=install_link(view.integration_id, is_live=True),
    )
    context: dict[str, object] = {
        "presenter": presenter,
        "breadcrumbs": [{"label": _("Catalogue"), "href": reverse("catalog:catalogue")}, {"label": tile.title}],
        "warning": _warning(visitor, tile.listing.ends_on) if visitor else "",
        "successor": _successor(tile.listing),
        "description": presenter.view.summary,
    }
    response = render_page(request, "catalog/detail.html", context, part="tile/body.html")
    response.headers[DIGEST_HEADER] = tile.digest  # type: ignore[attr-defined]  # annotated
    return response


def _warning(visitor: VisitorText, ends_on: date | None) -> str:
    """The warning on the page of a listed tile, as HTML."""
    if ends_on and visitor.ending:
        return format_html(str(visitor.ending), day=local_time(ends_on, "DATE_FORMAT"))
    return str(visitor.text)


def _pages(path: str, filters: CatalogueFilter, *, after: str, following: str) -> dict[str, str]:
    """Props of the `pagination` component below the tiles."""
    return {
        "first": filter_url(path, filters) if after else "",
        "next": filter_url(path, filters, after=following) if following else "",
        "label": _("Pages of tiles"),
    }


def _successor(listing: Listing) -> dict[str, str] | None:
    """Title and URL of the tile that replaces this one; None if customers can't see that tile."""
    tile = getattr(listing.successor, "tile", None) if listing.successor else None
    if tile is None or not tile.is_listed:
        return None
    return {"title": tile.title, "href": reverse("catalog:tile-detail", args=[tile.slug])}
