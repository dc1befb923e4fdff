"""Queries of the catalogue. The number of queries does not grow with the number of tiles."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Concat, Left, NullIf
from msgspec import Struct, field

from accounts.models import Organisation
from catalog.facets import FACETS, MAX_FACET_VALUE, PUBLISHER
from catalog.models import FacetCount, Tile, TileFacet, TileFile
from catalog.search import (
    MAX_EXACT_COUNT,
    SearchResult,
    find,
    matches,
    matching,
    some_matches,
    tiles_with_any,
    typed_groups,
)
from catalog.search_words import MAX_SEARCH_WORDS, words_of
from common.lookups import first_or_not_found
from common.pages import Page, page_of, rows_after
from tilekit.search_text import search_tokens

TILES_PER_PAGE = 24
SORTS: Mapping[str, tuple[str, ...]] = {"name": ("title_key", "pk"), "newest": ("-listed_at", "-pk")}
MAX_COUNT = MAX_EXACT_COUNT
_NEIGHBOURS = 3
_SOME = 200
_SCANNED = 500  # of more, PostgreSQL would read the words of all tiles
_SIMILAR_CANDIDATES, _MOST_SIMILAR, _SHORTEST_WORD = 50, 5, 3


class CatalogueFilter(Struct, frozen=True, kw_only=True, dict=True):
    """A filter of the catalogue. chosen is {facet: values}; a tile must match at least one value of each facet."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "name"

    @cached_property
    def search_result(self) -> SearchResult | None:
        """The search result for the text, computed only once; None if the text contains no words."""
        return find(self.text)

    def selects_tiles(self, *, without: str = "") -> bool:
        """Whether the filter excludes any tile; without is a facet to ignore."""
        chosen = any(values for kind, values in self.chosen.items() if kind != without)
        return chosen or self.search_result is not None

    @cached_property
    def number_of_tiles(self) -> int:
        """The number of matching tiles, counted up to 1,001 and only once."""
        return _number_of_tiles(self)

    @property
    def is_broad(self) -> bool:
        """Whether the filter excludes tiles, but more than 1,000 match."""
        return self.selects_tiles() and self.number_of_tiles > MAX_COUNT

    @property
    def words(self) -> frozenset[str]:
        """The words for which tiles were searched; matching words of a tile begin with one of them."""
        groups = self.search_result.groups if self.search_result else ()
        return frozenset(word for group in groups for word in group)


class FacetValue(Struct, frozen=True, kw_only=True):
    value: str
    count: int
    is_chosen: bool


class SomeTiles(Struct, frozen=True, kw_only=True):
    """Tiles that a search finds. are_similar means that no tile has the typed words, but these have similar ones."""

    tiles: Sequence[Tile]
    are_similar: bool


def listed_tiles() -> QuerySet[Tile]:
    """The tiles that customers see, without the large column view."""
    return Tile.objects.filter(is_listed=True).defer("view")


def matching_tiles(filters: CatalogueFilter, *, without: str = "", all_at_once: bool = False) -> QuerySet[Tile]:
    """The tiles that match the filter; without is a facet to ignore. all_at_once: see `matching`."""
    tiles = matching(listed_tiles(), filters.search_result, all_at_once=all_at_once)
    for kind, values in filters.chosen.items():
        if values and kind != without:
            facets = TileFacet.objects.filter(tile=OuterRef("pk"), kind=kind, value__in=values)
            tiles = tiles.filter(Exists(facets))
    return tiles


def page_of_tiles(filters: CatalogueFilter, after: str, *, size: int = TILES_PER_PAGE) -> Page[Tile]:
    """The page of matching tiles after the cursor, in the filter's order.

    If more than 1,000 tiles match, the page is usually full after the next 500 tiles of the catalogue. Otherwise, the
    matching tiles come late in this order, and an index finds them all.
    """
    order, tiles = SORTS[filters.sort], matching_tiles(filters)
    if not filters.is_broad:
        return page_of(tiles, order=order, size=size, after=after)
    next_tiles = rows_after(listed_tiles(), order=order, after=after)[:_SCANNED].values("pk")
    page = page_of(tiles.filter(pk__in=next_tiles), order=order, size=size, after=after)
    if page.next_cursor:
        return page
    all_matching = matching_tiles(filters, all_at_once=True)
    return page_of(all_matching, order=order, size=size, after=after, facts=listed_tiles())


def some_tiles(text: str, number: int) -> SomeTiles:
    """The best tiles among 200 that a search finds: first those whose name begins with the text or contains it, then
    by name. A page of tiles takes longer if many more match.

    Of tiles with similar words instead, only those with these words in their name.
    """
    groups, ids = some_matches(text, most=_SOME)
    are_similar, key = groups != typed_groups(text), title_key(text)
    in_name = Case(When(title_key__startswith=key, then=0), When(title_key__contains=key, then=1), default=2)
    tiles = listed_tiles().filter(pk__in=ids).order_by(in_name, *SORTS["name"])
    if are_similar:
        named = [tile for tile in tiles if matches(f" {tile.title_key}", groups)]
        return SomeTiles(tiles=named[:number], are_similar=True)
    return SomeTiles(tiles=list(tiles[:number]), are_similar=False)


def newest_tiles(number: int) -> list[Tile]:
    """The tiles that went live most recently, latest first."""
    return list(listed_tiles().order_by(*SORTS["newest"])[:number])


def commonest(kind: str, number: int) -> list[FacetValue]:
    """The most common values of a facet."""
    return _values(_counts_of_all([kind]).get(kind, {}), ())[:number]


def neighbours(filters: CatalogueFilter, title: str, *, without: UUID) -> tuple[list[Tile], list[Tile]]:
    """The matching tiles just before and after a title in alphabetical order, without the tile of a listing."""
    tiles, key = matching_tiles(filters).exclude(pk=without), title_key(title)
    before = tiles.filter(title_key__lt=key).order_by("-title_key", "-pk")[:_NEIGHBOURS]
    after = tiles.filter(title_key__gte=key).order_by("title_key", "pk")[:_NEIGHBOURS]
    return list(reversed(before)), list(after)


def similar_tiles(title: str, categories: Collection[str], *, without: UUID) -> list[Tile]:
    """The listed tiles most like one with this title in these categories, the most similar first; at most five.

    Similar are tiles that share words with the title, then those with the same categories. Three queries, of which each
    reads at most 50 rows.
    """
    words = [word for word in dict.fromkeys(words_of(title)) if len(word) >= _SHORTEST_WORD][:MAX_SEARCH_WORDS]
    by_words = tiles_with_any(words, most=_SIMILAR_CANDIDATES)
    facets = TileFacet.objects.filter(kind="category", value__in=list(categories), tile__is_listed=True)
    by_category = list(facets.values_list("tile", flat=True)[:_SIMILAR_CANDIDATES])
    points = Counter({**dict.fromkeys(by_category, 0), **dict.fromkeys(by_words, len(by_category) + 1)})
    points.update(by_category)
    points.pop(without, None)
    ids = [pk for pk, _points in points.most_common(_MOST_SIMILAR)]
    tiles = listed_tiles().in_bulk(ids)
    return [tiles[pk] for pk in ids if pk in tiles]


def title_key(title: str) -> str:
    """The words of a title, by which tiles are sorted."""
    return (search_tokens(title) or title)[:300]


def _number_of_tiles(filters: CatalogueFilter) -> int:
    chosen = {kind: values for kind, values in filters.chosen.items() if values}
    result = filters.search_result
    if result is not None and not chosen:
        return MAX_EXACT_COUNT + 1 if result.tile_ids is None else len(result.tile_ids)
    if result is None and len(chosen) == 1:
        ((kind, values),) = chosen.items()
        numbers = [number for value, number in _counts_of_all([kind]).get(kind, {}).items() if value in values]
        if len(values) == 1 or max(numbers, default=0) > MAX_COUNT:
            return min(max(numbers, default=0), MAX_COUNT + 1)
    return matching_tiles(filters).order_by()[: MAX_COUNT + 1].count()


def facet_counts(filters: CatalogueFilter) -> dict[str, list[FacetValue]]:
    """{facet: values with the number of tiles that each would show}, the most common values first.

    The chosen values of a facet do not affect the numbers of that facet. One query, plus one for each facet in use.
    """
    used = [kind for kind in FACETS if filters.chosen.get(kind)]
    counts = _counts(filters, [kind for kind in FACETS if kind not in used])
    for kind in used:
        counts |= _counts(filters, [kind], without=kind)
    return _facet_values(filters, counts)


def limited_facet_counts(filters: CatalogueFilter) -> dict[str, list[FacetValue]]:
    """As `facet_counts` but, if the filter is broad, with the numbers of all tiles, which needs no counting."""
    return _facet_values(filters, _counts_of_all([*FACETS])) if filters.is_broad else facet_counts(filters)


def _facet_values(filters: CatalogueFilter, counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[FacetValue]]:
    return {kind: _values(counts.get(kind, {}), filters.chosen.get(kind, ())) for kind in FACETS}


def _counts(filters: CatalogueFilter, kinds: list[str], *, without: str = "") -> dict[str, dict[str, int]]:
    if not filters.selects_tiles(without=without):
        return _counts_of_all(kinds)
    tiles = matching_tiles(filters, without=without).order_by().values("pk")
    rows = TileFacet.objects.filter(kind__in=kinds, tile__in=tiles).values_list("kind", "value")
    return _by_kind(rows.annotate(Count("pk")))


def _counts_of_all(kinds: list[str]) -> dict[str, dict[str, int]]:
    """The numbers of all listed tiles, which the database keeps up to date."""
    rows = FacetCount.objects.filter(kind__in=kinds, tiles__gt=0)
    return _by_kind(rows.values_list("kind", "value", "tiles"))


def _by_kind(rows: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for kind, value, number in rows:
        counts.setdefault(kind, {})[value] = number
    return counts


def _values(counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[FacetValue]:
    """The values, the most common first. Chosen values are included even if no tile matches them."""
    all_counts = {**dict.fromkeys(chosen, 0), **counts}
    values = [FacetValue(value=value, count=count, is_chosen=value in chosen) for value, count in all_counts.items()]
    return sorted(values, key=lambda facet: (-facet.count, facet.value.casefold()))


def size_of_catalogue() -> tuple[int, int]:
    """(number of listed tiles, number of their vendors)."""
    counts = FacetCount.objects.filter(kind__in=("", "vendor"), tiles__gt=0)
    sizes = counts.aggregate(tiles=Sum("tiles", filter=Q(kind="")), vendors=Count("pk", filter=Q(kind="vendor")))
    return sizes["tiles"] or 0, sizes["vendors"]


def tiles_of_other_vendors() -> QuerySet[TileFacet, UUID]:
    """The listings of tiles whose vendor differs from their organisation's own. One query, for their vendors.

    It compares each vendor of an organisation once, and not each of its tiles. Tiles that aren't listed are included
    only if a listed one has the same vendor.
    """
    name = Coalesce(NullIf("confirmed_name", Value("")), "name")
    organisations = Organisation.objects.all()
    with_id = organisations.values_list(
        Left(Concat("slug", Value(" "), "vendor_id", Value(" "), name), MAX_FACET_VALUE)
    )
    without_id = organisations.values_list(Left(Concat("slug", Value("  "), name), MAX_FACET_VALUE))
    publishers = FacetCount.objects.filter(kind=PUBLISHER, tiles__gt=0).exclude(value__in=with_id)
    # A query of its own: with a list of values, databases use the index of facets.
    other = list(publishers.exclude(value__in=without_id).values_list("value", flat=True))
    return TileFacet.objects.filter(kind=PUBLISHER, value__in=other).values_list("tile", flat=True)


def tile_with_slug(slug: str) -> Tile:
    """The tile with this slug, listed or not, with its listing and its successor's tile. Raises NotFound.

    It is annotated with digest, the digest of the live content.
    """
    tiles = Tile.objects.annotate(digest=F("release__submission__digest"))
    return first_or_not_found(tiles.select_related("listing__successor__tile", "release").filter(slug=slug))


def public_files(tile: Tile) -> dict[str, str]:
    """{path: SHA-256} of the tile's public files."""
    return dict(TileFile.objects.filter(tile=tile).values_list("path", "sha256"))


def is_public_file(listing_id: UUID, sha256: str) -> bool:
    """Whether the file belongs to the listing's live tile."""
    return TileFile.objects.filter(sha256=sha256, tile=listing_id, tile__is_listed=True).exists()
