"""Prepares tiles as cards, for the catalogue and the start page."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from catalog.models import Tile
from files.models import Blob
from files.pictures import StoredFiles
from files.queries import blobs_of
from page_parts.tile.presenter import present_tile
from tilekit.tile import TileContent as TileView

_NEW_FOR = timedelta(days=30)


def cards_of(tiles: Sequence[Tile]) -> list[dict[str, object]]:
    """The template context of tile/card.html for each tile. One query for all logos."""
    views = [TileView.from_json(tile.card) for tile in tiles]
    blobs = blobs_of(sha256 for view in views for sha256 in view.pictures.values())
    return [_card(tile, view, blobs) for tile, view in zip(tiles, views, strict=True)]


def _card(tile: Tile, view: TileView, blobs: Mapping[str, Blob]) -> dict[str, object]:
    files = StoredFiles(listing_id=tile.pk, digests=view.pictures, blobs=blobs)
    return {
        "presenter": present_tile(view, files=files),
        "href": reverse("catalog:tile-detail", args=[tile.slug]),
        "is_new": timezone.now() - tile.listed_at < _NEW_FOR,
    }
