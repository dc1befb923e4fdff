"""Full-text search for tiles. This is the only module of the catalogue with SQL for a specific database."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from msgspec import Struct

from catalog.models import Spelling, Tile
from catalog.search_words import MAX_SEARCH_WORDS, is_one_typo, may_be_misspelt, variants, words_of

# Sorting this many tiles is fast. If more match, the index by name or age is scanned until a page is full.
MAX_EXACT_COUNT = 1000
_MAX_SPELLINGS = 5
_INDEXED = {
    "sqlite": """
        SELECT tile_id FROM catalog_words JOIN catalog_tile ON listing_id = tile_id AND is_listed
        WHERE catalog_words MATCH %s LIMIT %s
    """,
    # Without the first offset, PostgreSQL would expect to reach the limit soon and read the words of all tiles; without
    # the second one, it would read the IDs of all listed tiles before the first match.
    "postgresql": """
        SELECT tile_id FROM (
          SELECT tile_id FROM catalog_tiletext
          WHERE array_to_tsvector(string_to_array(btrim(words), ' ')) @@ %s::tsquery OFFSET 0
        ) AS matches
        CROSS JOIN LATERAL (SELECT FROM catalog_tile WHERE listing_id = tile_id AND is_listed OFFSET 0) AS listed
        LIMIT %s
    """,
}
_ALL_INDEXED = {
    "sqlite": """
        SELECT tile_id FROM catalog_words
        WHERE catalog_words MATCH %s
    """,
    "postgresql": """
        SELECT tile_id FROM catalog_tiletext
        WHERE array_to_tsvector(string_to_array(btrim(words), ' ')) @@ %s::tsquery OFFSET 0
    """,
}
# How each database writes "begins with", "or" and "and".
_OPERATORS = {"sqlite": ('"{}" *', " OR ", " AND "), "postgresql": ("'{}':*", " | ", " & ")}
Terms = tuple[str, ...]


class SearchResult(Struct, frozen=True, kw_only=True):
    """The result of a search.

    A tile matches if, for each group, it has a word that starts with one of the group's terms. tile_ids are the listed
    tiles that match, or None if there are more than 1,000.
    """

    groups: Sequence[Terms]
    tile_ids: frozenset[UUID] | None


def find(text: str) -> SearchResult | None:
    """Search for listed tiles; None if the text contains no words.

    Each word of the text must be the beginning of a word of the tile. If no tile matches a word, known words that
    differ by one typing error are used instead. `catalog.search_words` splits and normalises the words, so that SQLite
    and PostgreSQL return the same tiles.
    """
    groups, ids = _matches(text, most=MAX_EXACT_COUNT + 1)
    if not groups:
        return None
    return SearchResult(groups=groups, tile_ids=frozenset(ids) if len(ids) <= MAX_EXACT_COUNT else None)


def some_matches(text: str, *, most: int) -> tuple[Sequence[Terms], list[UUID]]:
    """(the groups of the search, IDs of listed tiles that `find` would return), both empty if there are no words.

    At most so many; which ones of more is up to the database.
    """
    return _matches(text, most=most)


def tiles_with_any(words: Sequence[str], *, most: int) -> list[UUID]:
    """IDs of listed tiles that have a word which starts with one of these, at most so many. One query."""
    return _ids_from_index([tuple(words)], most=most) if words else []


def typed_groups(text: str) -> list[tuple[str]]:
    """The groups of a search for the words as they were typed."""
    return [(word,) for word in list(dict.fromkeys(words_of(text)))[:MAX_SEARCH_WORDS]]


def matches(search_words: str, groups: Sequence[Terms]) -> bool:
    """Whether a tile with these words, as `indexed_text` prepares them, matches the groups."""
    return all(any(f" {term}" in search_words for term in terms) for terms in groups)


def matching(tiles: QuerySet[Tile], search_result: SearchResult | None, *, all_at_once: bool = False) -> QuerySet[Tile]:
    """Filter the tiles by a search result; None matches all tiles.

    If more than 1,000 tiles match, the words of the tiles are read one by one, which is best for a page of them that
    comes soon, and to count them. all_at_once finds them with the index, wherever they are in the order of the page.
    """
    if search_result is None:
        return tiles
    if search_result.tile_ids is not None:
        return tiles.filter(pk__in=search_result.tile_ids)
    if all_at_once:
        index = RawSQL(_ALL_INDEXED[connection.vendor], [_expression(search_result.groups)])  # noqa: S611 no input
        return tiles.filter(pk__in=index)
    for terms in search_result.groups:
        tiles = tiles.filter(reduce(or_, (Q(text__words__contains=f" {term}") for term in terms)))
    return tiles


def _matches(text: str, *, most: int) -> tuple[Sequence[Terms], list[UUID]]:
    """(the groups of the search, IDs of listed tiles that match), both empty if the text contains no words."""
    groups: Sequence[Terms] = typed_groups(text)
    ids = _ids_from_index(groups, most=most) if groups else []
    if groups and not ids:
        groups = [_corrected(word) for (word,) in typed_groups(text)]
        ids = _ids_from_index(groups, most=most)
    return groups, ids


def _corrected(word: str) -> Terms:
    if not may_be_misspelt(word) or _ids_from_index([(word,)], most=1):
        return (word,)
    candidates = Spelling.objects.filter(variant__in=variants(word)).order_by("word").values_list("word", flat=True)
    words = [other for other in dict.fromkeys(candidates) if is_one_typo(word, other)]
    return tuple(words[:_MAX_SPELLINGS]) or (word,)


def _ids_from_index(groups: Sequence[Terms], *, most: int) -> list[UUID]:
    """IDs of matching tiles from the full-text index."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXED[connection.vendor], [_expression(groups), most])
        return [UUID(str(tile_id)) for (tile_id,) in cursor.fetchall()]


def _expression(groups: Sequence[Terms]) -> str:
    """The groups for the full-text index. Words have only letters and digits, so quoting them is safe."""
    prefix, either, both = _OPERATORS[connection.vendor]
    return both.join(f"({either.join(prefix.format(term) for term in terms)})" for terms in groups)
