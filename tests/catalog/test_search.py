import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import queries, search
from catalog.models import Spelling, Tile, TileText
from catalog.queries import CatalogueFilter, facet_counts, listed_tiles, page_of_tiles, some_tiles
from catalog.search import find, matching
from catalog.search_words import indexed_text, is_one_typo, may_be_misspelt, variants
from tests.catalog.factories import make_tile

pytestmark = pytest.mark.django_db


def slugs_found(text: str) -> list[str]:
    return sorted(matching(Tile.objects.all(), find(text)).values_list("title", flat=True))


@pytest.fixture(autouse=True)
def tiles() -> None:
    make_tile("Café Métrique", short_description="Délais des files", categories=["Cloud"], vendor_name="Boréal")
    make_tile("分散キュー監視", short_description="待ち時間とリトライ", vendor_name="菊")
    make_tile("Acme Queue", short_description="Depth, retries_total and dead letters", vendor_name="Náutica")


@pytest.mark.parametrize(
    "text, titles",
    [
        ("cafe metrique", ["Café Métrique"]),
        ("CAFÉ", ["Café Métrique"]),
        ("delais", ["Café Métrique"]),
        ("nautica", ["Acme Queue"]),
        ("キュー", ["分散キュー監視"]),
        ("監視", ["分散キュー監視"]),
        ("リ", ["分散キュー監視"]),
        ("ﾘﾄﾗｲ", ["分散キュー監視"]),
        ("queu", ["Acme Queue"]),
        ("etries", []),
        ("retries total", ["Acme Queue"]),
        ("queue cafe", []),
        ("letters dead", ["Acme Queue"]),
        ("%", ["Acme Queue", "Café Métrique", "分散キュー監視"]),
        ("", ["Acme Queue", "Café Métrique", "分散キュー監視"]),
    ],
)
def test_search_finds_the_beginnings_of_words(text: str, titles: list[str]) -> None:
    assert slugs_found(text) == titles


@pytest.mark.parametrize("text", ["cafe metrique", "q", "リ", "queue cafe", "letters dead", "nautica", "キュー"])
def test_search_gives_the_same_where_many_fit(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = slugs_found(text)
    monkeypatch.setattr(search, "MAX_EXACT_COUNT", 0)

    assert slugs_found(text) == few


@pytest.mark.parametrize(
    "text, titles",
    [
        ("acem", ["Acme Queue"]),
        ("acmme", ["Acme Queue"]),
        ("aqme queue", ["Acme Queue"]),
        ("metriqe", ["Café Métrique"]),
        ("nautika queeu", ["Acme Queue"]),
        ("clodu", ["Café Métrique"]),
        ("retreis", []),  # no name
        ("ac", ["Acme Queue"]),
        ("acx", []),  # too short to guess
        ("acexx", []),
        ("キユ", []),
    ],
)
def test_search_forgives_one_slip_in_a_name(text: str, titles: list[str]) -> None:
    assert slugs_found(text) == titles


def test_search_guesses_nothing_where_the_word_is_found() -> None:
    make_tile("Acne Cream", vendor_name="Zog")

    assert slugs_found("acne") == ["Acne Cream"]
    assert slugs_found("acme") == ["Acme Queue"]


def test_index_follows_changes_and_removals() -> None:
    tile = Tile.objects.get(title="Acme Queue")
    TileText.objects.filter(tile=tile).update(words=indexed_text("Other words"))

    assert (slugs_found("acme"), slugs_found("other")) == ([], ["Acme Queue"])
    tile.delete()
    assert slugs_found("other") == []


def test_index_is_made_of_what_is_there_and_can_be_taken_back() -> None:
    migration = importlib.import_module("catalog.migrations.0004_index_of_words")
    connection.check_constraints()  # the tiles above are checked now, not at the end
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        migration.backwards(apps, editor)
        migration.forwards(apps, editor)

    assert slugs_found("acme") == ["Acme Queue"]


def test_hostile_texts_are_words_or_nothing() -> None:
    for text in ('"', "'", "a' OR 'b", '" OR "', "NEAR(acme)", "acme*", "\\", "-acme", "x" * 200, "(", ":*", "!acme"):
        slugs_found(text)

    assert slugs_found("acme* OR") == []
    assert slugs_found("-acme") == ["Acme Queue"]


def test_words_are_stored_once_and_cut() -> None:
    assert indexed_text("Acme acme " + "x" * 5000) == f" acme {'x' * 60}"
    assert indexed_text("") == ""


@pytest.mark.parametrize(
    "one, other, alike",
    [
        ("acme", "acme", True),
        ("acme", "acm", True),
        ("acme", "acmee", True),
        ("acme", "amce", True),
        ("acme", "axme", True),
        ("acme", "amec", False),
        ("acme", "acmexy", False),
        ("acme", "bxme", False),
        ("", "a", True),
    ],
)
def test_one_slip(one: str, other: str, alike: bool) -> None:
    assert is_one_typo(one, other) is alike
    assert is_one_typo(other, one) is alike
    assert not alike or variants(one) & variants(other)


def test_spellings_are_kept_for_names_alone() -> None:
    words = set(Spelling.objects.values_list("word", flat=True))

    assert {"acme", "queue", "nautica", "metrique", "cloud"} <= words
    assert words & {"retries", "letters", "delais"} == set()
    assert not may_be_misspelt("監視キュ")


def test_search_takes_wildcards_of_the_database_as_text() -> None:
    assert slugs_found("c_fe") == []
    assert slugs_found("acm%queue") == ["Acme Queue"]


def test_some_tiles_are_read_by_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("Zebra Gatehouse", "Acme Gatehouse", "Lemon Gatehouse"):
        make_tile(title)

    assert [tile.title for tile in some_tiles("gatehouse", 2).tiles] == ["Acme Gatehouse", "Lemon Gatehouse"]
    assert [tile.title for tile in some_tiles("gatehuse", 1).tiles] == ["Acme Gatehouse"]
    assert some_tiles("", 2).tiles == some_tiles("zzz", 2).tiles == []
    monkeypatch.setattr(queries, "_SOME", 1)
    with CaptureQueriesContext(connection) as captured:
        assert len(some_tiles("gatehouse", 2).tiles) == 1
    assert "catalog_tiletext" not in captured[-1]["sql"]  # reads the words of no tile


def test_some_tiles_begin_with_those_that_the_words_name() -> None:
    for title in ("Zebra Gatehouse", "Acme Gatehouse", "Gatehouse Cloud"):
        make_tile(title)
    make_tile("Acme Queue", short_description="Works with Gatehouse.")

    named = ["Gatehouse Cloud", "Acme Gatehouse", "Zebra Gatehouse"]
    assert [tile.title for tile in some_tiles("gatehouse", 4).tiles] == [*named, "Acme Queue"]
    assert not some_tiles("gatehouse", 4).are_similar
    similar = some_tiles("gatehuse", 4)  # "Acme Queue" only mentions a similar word
    assert (similar.are_similar, [tile.title for tile in similar.tiles]) == (True, sorted(named))


@pytest.mark.parametrize("text", ["foundry", "foundry north", "fuondry", "nor zzz"])
def test_index_selects_the_same_tiles_as_their_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SQLite and PostgreSQL. Counts compare the words: a vector of the words of most tiles takes much longer."""
    monkeypatch.setattr(search, "MAX_EXACT_COUNT", -1)
    for title in ("Foundry North", "Foundry South", "North Star"):
        make_tile(title, vendor_name=title)
    result = find(text)

    one_by_one, all_at_once = (set(matching(listed_tiles(), result, all_at_once=at_once)) for at_once in (False, True))

    assert result
    assert result.tile_ids is None
    assert one_by_one == all_at_once
    with CaptureQueriesContext(connection) as captured:
        counts = facet_counts(CatalogueFilter(text=text))["vendor"]
    assert sum(row.count for row in counts) == len(one_by_one)
    assert "LIKE" in captured[-1]["sql"]
    assert "@@" not in captured[-1]["sql"]


@pytest.mark.parametrize("scanned", [1, 3, 50])
def test_pages_of_very_many_matches_have_no_gap(scanned: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the tiles with the word come last in the order of the page."""
    monkeypatch.setattr(search, "MAX_EXACT_COUNT", 0)
    monkeypatch.setattr(queries, "_SCANNED", scanned)
    for title in ("Aaa", "Bbb", *(f"Zzz Lighthouse {number}" for number in range(5))):
        make_tile(title)
    filters, titles, after = CatalogueFilter(text="lighthouse"), [], ""

    for _page in range(3):
        page = page_of_tiles(filters, after, size=2)
        titles += [tile.title for tile in page.rows]
        after = page.next_cursor or ""

    assert (titles, after) == ([f"Zzz Lighthouse {number}" for number in range(5)], "")
