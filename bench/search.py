"""Time of searches in a catalogue of 100,000 tiles: rare words, common words and typing errors."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING
from uuid import uuid4

from bench.measures import Measure, print_measures, spread
from bench.portal import portal
from tests.shared import listing_folders

if TYPE_CHECKING:
    from catalog.models import Tile

_TILES = 100_000
_TILES_AT_ONCE = 2_000
_WORDS_OF_A_TILE = 120
_CATEGORIES = 40
_SEARCHES = 200
_SEARCH_MS = 50


def _vocabulary() -> list[str]:
    """The words of real listings, the most common first."""
    from catalog.search_words import words_of

    counts: Counter[str] = Counter()
    for folder in listing_folders():
        for path in (folder / "README.md", folder / "manifest.json", folder / "metadata.csv"):
            counts.update(words_of(path.read_text("utf-8", "replace")) if path.exists() else [])
    return [word for word, _count in counts.most_common()]


def _fill(words: Sequence[str], rng: random.Random) -> list[str]:
    """Create the tiles and return their titles. Word frequencies are as in real texts (Zipf)."""
    from tests.catalog.factories import make_tile

    like, titles = make_tile(), [f"{rng.choice(words)} {rng.choice(words)} {number}" for number in range(_TILES)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    for first in range(0, _TILES, _TILES_AT_ONCE):
        some = titles[first : first + _TILES_AT_ONCE]
        texts = [" ".join([title, *rng.choices(words, cum_weights=weights, k=_WORDS_OF_A_TILE)]) for title in some]
        _store(like, some, texts, categories=rng.choices(range(_CATEGORIES), k=_TILES_AT_ONCE))
    return titles


def _store(like: "Tile", titles: Sequence[str], texts: Sequence[str], *, categories: Sequence[int]) -> None:
    from django.db import transaction

    from catalog.models import Spelling, Tile, TileFacet, TileText
    from catalog.search_words import indexed_text, spellings
    from listings.models import Listing

    whose, at = like.listing.organisation, like.listed_at
    listings = [
        Listing(organisation=whose, name=uuid4().hex, name_key=title, app_uuid=uuid4(), created_at=at,
                route=like.route, offering_type="integration")
        for title in titles
    ]  # fmt: skip
    tiles = [
        Tile(listing=listing, release=like.release, slug=listing.name, title=title, title_key=title,
             vendor=title.split()[0], route=like.route, listed_at=at, published_at=at, card=like.card, view={})
        for listing, title in zip(listings, titles, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        Listing.objects.bulk_create(listings)
        Tile.objects.bulk_create(tiles)
        pairs = zip(tiles, texts, strict=True)
        TileText.objects.bulk_create(TileText(tile=tile, words=indexed_text(text)) for tile, text in pairs)
        facets = zip(tiles, categories, strict=True)
        TileFacet.objects.bulk_create(TileFacet(tile=tile, kind="category", value=f"C{code}") for tile, code in facets)
        rows = [Spelling(variant=variant, word=word) for variant, word in spellings(titles)]
        Spelling.objects.bulk_create(rows, ignore_conflicts=True)


def _search_texts(words: Sequence[str], titles: Sequence[str], rng: random.Random) -> dict[str, list[str]]:
    """{kind of search: search texts}."""
    common, names = words[:200], [title.split()[0] for title in rng.choices(titles, k=_SEARCHES)]
    return {
        "a name": names,
        "a name and a common word": [f"{name} {rng.choice(common)}" for name in names],
        "first two letters of a word": [rng.choice(words)[:2] for _ in names],
        "a common word": rng.choices(common, k=_SEARCHES),
        "a name with a typing error": [_with_typing_error(name) for name in names if len(name) > 3],
    }


def _with_typing_error(name: str) -> str:
    return name[0] + name[2] + name[1] + name[3:]


def _milliseconds(text: str) -> float:
    """Time to get the first page of results and their number."""
    from catalog.queries import CatalogueFilter, page_of_tiles

    filters, started = CatalogueFilter(text=text), time.perf_counter()
    page_of_tiles(filters, "")
    _ = filters.number_of_tiles
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    dice = random.Random(20261120)  # a fixed seed: the same catalogue each time
    with portal():
        words = _vocabulary()
        started = time.perf_counter()
        titles = _fill(words, dice)
        print_measures(
            Measure(what=f"{_TILES:,} tiles stored and indexed", value=time.perf_counter() - started, unit="s")
        )
        for kind, texts in _search_texts(words, titles, dice).items():
            taken = [_milliseconds(text) for text in texts]
            print_measures(*spread(f"search of {_TILES:,} tiles, {kind}", taken, unit="ms", target=_SEARCH_MS))


if __name__ == "__main__":
    main()
