"""A tile as a card of a list."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from catalog.models import Tile
from catalog.shown import picture_urls, shown_tile
from tilekit.tile import Tile as TileView

_NEW_FOR = timedelta(days=30)


def card_of(tile: Tile) -> dict[str, object]:
    """Variables of catalog/tile/card.html."""
    view = TileView.from_json(tile.card)
    return {
        "shown": shown_tile(view, image_url=picture_urls(tile.pk, view.pictures)),
        "href": reverse("catalog:tile-detail", args=[tile.slug]),
        "is_new": timezone.now() - tile.listed_at < _NEW_FOR,
    }
