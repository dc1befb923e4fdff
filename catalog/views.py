"""Public pages: the catalogue and its tiles."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.cards import cards_of
from catalog.filters import chips, facet_options, filter_in, filter_url, limited_count, sort_options
from catalog.queries import (
    MAX_COUNT,
    CatalogueFilter,
    count_of_tiles,
    facet_counts,
    page_of_tiles,
    public_files,
    size_of_catalogue,
    tile_with_slug,
)
from catalog.tile_presenter import present_tile
from common.htmx import is_partial, render_page
from files.pictures import StoredFiles
from listings.models import Listing
from listings.states import Availability
from tilekit.tile import TileContent as TileView

# Lets clients identify the content that the page shows.
DIGEST_HEADER = "Listing-Digest"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    wish, after = filter_in(request.GET), request.GET.get("after", "")
    page = page_of_tiles(wish, after)
    tiles, vendors = size_of_catalogue()
    context = {
        "wish": wish,
        "cards": cards_of(page.rows),
        "found": limited_count(count_of_tiles(wish), MAX_COUNT),
        "facets": facet_options(facet_counts(wish)),
        "chips": chips(request.path, wish),
        "sorts": sort_options(request.path, wish),
        "cleared": request.path,
        "is_open": is_partial(request),
        "pages": _pages(request.path, wish, after=after, following=page.next_cursor or ""),
        "tiles": tiles,
        "vendors": vendors,
    }
    return render_page(request, "catalog/index.html", context, part="catalog/results.html")


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    tile = tile_with_slug(slug)
    if not tile.is_listed:
        gone = {"title": tile.title, "successor": _successor(tile.listing)}
        return render(request, "catalog/gone.html", gone, status=410)
    shown = present_tile(
        TileView.from_json(tile.view),
        files=StoredFiles.of(tile.pk, public_files(tile)),
        tab=request.GET.get("tab", ""),
        base=request.path,
        metrics_from=request.GET.get("start", ""),
    )
    context: dict[str, object] = {
        "shown": shown,
        "trail": [{"label": _("Catalogue"), "href": reverse("catalog:catalogue")}, {"label": tile.title}],
        "install_url": install_url(shown.view.integration_id),
        "platform": settings.PLATFORM_NAME,
        "is_deprecated": tile.listing.availability == Availability.DEPRECATED,
        "ends_on": tile.listing.ends_on,
        "successor": _successor(tile.listing),
        "description": shown.view.summary,
    }
    response = render_page(request, "catalog/detail.html", context, part="catalog/tile/body.html")
    response.headers[DIGEST_HEADER] = tile.digest  # type: ignore[attr-defined]  # annotated
    return response


def install_url(integration_id: str) -> str:
    """URL at which a customer installs the tile; "" if it is not configured."""
    return settings.PLATFORM_INSTALL_URL.replace("{integration_id}", integration_id)


def _pages(path: str, wish: CatalogueFilter, *, after: str, following: str) -> dict[str, str]:
    """Props of the `pagination` component."""
    return {
        "first": filter_url(path, wish) if after else "",
        "next": filter_url(path, wish, after=following) if following else "",
        "label": _("Pages of tiles"),
    }


def _successor(listing: Listing) -> dict[str, str] | None:
    """Title and URL of the tile that replaces it, if customers can see that tile."""
    tile = getattr(listing.successor, "tile", None) if listing.successor else None
    if tile is None or not tile.is_listed:
        return None
    return {"title": tile.title, "href": reverse("catalog:tile-detail", args=[tile.slug])}
