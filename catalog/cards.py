"""Prepares tiles as cards, for the catalogue, the start page and previews."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from catalog.models import Tile
from catalog.queries import CatalogueFilter, neighbours
from catalog.search import matches, typed_groups
from catalog.search_words import indexed_text
from files.models import Blob
from files.pictures import StoredFiles
from files.queries import blobs_of
from page_parts.tile.presenter import TilePresenter, present_tile
from tilekit.tile import TileContent as TileView

_NEW_FOR = timedelta(days=30)


def cards_of(tiles: Sequence[Tile]) -> list[dict[str, object]]:
    """The template context of tile/card.html for each tile. One query for all logos."""
    views = [TileView.from_json(tile.card) for tile in tiles]
    blobs = blobs_of(sha256 for view in views for sha256 in view.pictures.values())
    return [_card(tile, view, blobs) for tile, view in zip(tiles, views, strict=True)]


def cards_with_draft(
    presenter: TilePresenter, filters: CatalogueFilter, *, listing_id: UUID, href: str
) -> list[dict[str, object]]:
    """The card of a draft between its neighbours in the catalogue; without it if it doesn't match the search.

    href is the URL to which its title links.
    """
    before, after = neighbours(filters, presenter.view.title, without=listing_id)
    cards, words = cards_of([*before, *after]), indexed_text(presenter.view.search_text)
    if matches(words, typed_groups(filters.text)) or (
        filters.search_result and matches(words, filters.search_result.groups)
    ):
        listed_at = Tile.objects.filter(pk=listing_id).values_list("listed_at", flat=True).first()
        cards.insert(len(before), _card_context(presenter, href, listed_at or timezone.now()))
    return cards


def _card(tile: Tile, view: TileView, blobs: Mapping[str, Blob]) -> dict[str, object]:
    files = StoredFiles(listing_id=tile.pk, digests=view.pictures, blobs=blobs)
    return _card_context(
        present_tile(view, files=files), reverse("catalog:tile-detail", args=[tile.slug]), tile.listed_at
    )


def _card_context(presenter: TilePresenter, href: str, listed_at: datetime) -> dict[str, object]:
    return {"presenter": presenter, "href": href, "is_new": timezone.now() - listed_at < _NEW_FOR}
