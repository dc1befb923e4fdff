"""Queries of the catalogue. The number of queries does not grow with the number of tiles."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from msgspec import Struct, field

from catalog.models import Tile, TileFacet, TileFile
from catalog.search import MAX_EXACT_COUNT, SearchResult, find, matching
from common.lookups import first_or_not_found
from common.pages import Page, page_of

PAGE_SIZE = 24
FACETS = ("route", "category", "submitted", "queried", "os", "offering", "vendor")
SORTS: Mapping[str, tuple[str, ...]] = {"name": ("title_key", "pk"), "newest": ("-listed_at", "-pk")}
MAX_COUNT = MAX_EXACT_COUNT


class CatalogueFilter(Struct, frozen=True, kw_only=True, dict=True):
    """A filter of the catalogue. chosen: {facet: values}; a tile must match any value of each facet."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "name"

    @cached_property
    def found(self) -> SearchResult | None:
        """The search result for the text, computed once per page."""
        return find(self.text)


class FacetValue(Struct, frozen=True, kw_only=True):
    value: str
    count: int
    is_chosen: bool


def listed_tiles() -> QuerySet[Tile]:
    """Every tile that customers see, with its long columns deferred."""
    return Tile.objects.filter(is_listed=True).defer("view")


def matching_tiles(filters: CatalogueFilter, *, without: str = "") -> QuerySet[Tile]:
    """The matching tiles; without is a facet to ignore."""
    tiles = matching(listed_tiles(), filters.found)
    for kind, values in filters.chosen.items():
        if values and kind != without:
            facets = TileFacet.objects.filter(tile=OuterRef("pk"), kind=kind, value__in=values)
            tiles = tiles.filter(Exists(facets))
    return tiles


def page_of_tiles(filters: CatalogueFilter, after: str, *, size: int = PAGE_SIZE) -> Page[Tile]:
    """The next matching tiles after the cursor, in the order of the filter."""
    return page_of(matching_tiles(filters), order=SORTS[filters.sort], size=size, after=after)


def newest_tiles(number: int) -> list[Tile]:
    """The tiles that went live most recently, latest first."""
    return list(listed_tiles().order_by(*SORTS["newest"])[:number])


def commonest(kind: str, number: int) -> list[FacetValue]:
    """The most common values of a facet."""
    return _values(_counts(listed_tiles(), [kind]).get(kind, {}), ())[:number]


def count_of_tiles(filters: CatalogueFilter) -> int:
    """Number of matching tiles, counted up to 1,001."""
    if filters.found is not None and not any(filters.chosen.values()):
        return MAX_EXACT_COUNT + 1 if filters.found.tile_ids is None else len(filters.found.tile_ids)
    return matching_tiles(filters).order_by()[: MAX_COUNT + 1].count()


def facet_counts(filters: CatalogueFilter) -> dict[str, list[FacetValue]]:
    """{facet: values}, each with the number of tiles that it would show, most common first.

    Values chosen in a facet do not reduce its own numbers. One query, plus one for each facet in use.
    """
    used = [kind for kind in FACETS if filters.chosen.get(kind)]
    found = _counts(matching_tiles(filters), [kind for kind in FACETS if kind not in used])
    for kind in used:
        found |= _counts(matching_tiles(filters, without=kind), [kind])
    return {kind: _values(found.get(kind, {}), filters.chosen.get(kind, ())) for kind in FACETS}


def _counts(tiles: QuerySet[Tile], kinds: list[str]) -> dict[str, dict[str, int]]:
    rows = TileFacet.objects.filter(kind__in=kinds, tile__in=tiles.order_by().values("pk"))
    found: dict[str, dict[str, int]] = {}
    for kind, value, count in rows.values_list("kind", "value").annotate(Count("pk")):
        found.setdefault(kind, {})[value] = count
    return found


def _values(counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[FacetValue]:
    """Sorted values. Chosen values stay in the list even if no tile matches them."""
    known = {**dict.fromkeys(chosen, 0), **counts}
    values = [FacetValue(value=value, count=count, is_chosen=value in chosen) for value, count in known.items()]
    return sorted(values, key=lambda each: (-each.count, each.value.casefold()))


def size_of_catalogue() -> tuple[int, int]:
    """(number of listed tiles, number of their vendors)."""
    found = Tile.objects.filter(is_listed=True).aggregate(tiles=Count("pk"), vendors=Count("vendor", distinct=True))
    return found["tiles"], found["vendors"]


def tile_with_slug(slug: str) -> Tile:
    """The tile, listed or not, with its listing and its successor's tile. Raises NotFound if it never existed.

    It is annotated with digest, the digest of the live content.
    """
    tiles = Tile.objects.annotate(digest=F("release__submission__digest"))
    return first_or_not_found(tiles.select_related("listing__successor__tile", "release").filter(slug=slug))


def public_files(tile: Tile) -> dict[str, str]:
    """{path: SHA-256} of the public files of the tile."""
    return dict(TileFile.objects.filter(tile=tile).values_list("path", "sha256"))


def is_public_file(listing_id: UUID, sha256: str) -> bool:
    """Whether the file belongs to the listing's live tile."""
    return TileFile.objects.filter(sha256=sha256, tile=listing_id, tile__is_listed=True).exists()
