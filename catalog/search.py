"""Searching tiles by words: the one place that knows how, so that a full-text index can take over here."""

from django.db.models import QuerySet

from catalog.models import Tile
from tilekit.search import tokens

_MOST_WORDS = 12


def matching(tiles: QuerySet[Tile], text: str) -> QuerySet[Tile]:
    """The tiles in which every word of the text begins some word; all of them where the text holds no word.

    Words are compared as `tilekit.search` writes them, without case and accents, so that both databases give the same
    answer. Reads search_text of every tile: fine for thousands.
    """
    for word in tokens(text).split()[:_MOST_WORDS]:
        tiles = tiles.filter(search_text__contains=f" {word}")
    return tiles
