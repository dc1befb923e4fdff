"""The database changes the numbers of tiles together with the tiles, whatever writes them."""

import re
from collections import Counter
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog import queries
from catalog.models import FacetCount, Tile, TileFacet
from catalog.queries import CatalogueFilter, commonest, facet_counts, size_of_catalogue
from catalog.writes import update_visibility, write_tile
from listings.models import Listing
from listings.states.availabilities import Availability
from tests.catalog.factories import make_tile
from tests.markup import compact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
migration = import_module("catalog.migrations.0007_facet_counts")


def stored() -> dict[tuple[str, str], int]:
    rows = FacetCount.objects.filter(tiles__gt=0)
    return {(kind, value): tiles for kind, value, tiles in rows.values_list("kind", "value", "tiles")}


def counted() -> dict[tuple[str, str], int]:
    """The numbers, counted from the rows of the tiles."""
    listed = Tile.objects.filter(is_listed=True)
    facets = TileFacet.objects.filter(tile__in=listed).values_list("kind", "value")
    return Counter([*facets, *(("", "") for _tile in listed)])


def put(tile: Tile, availability: Availability) -> None:
    listing = Listing.objects.get(pk=tile.pk)
    listing.availability = availability
    with transaction.atomic():
        update_visibility(listing)


def test_each_write_of_a_tile_keeps_the_numbers() -> None:
    first = make_tile(categories=["Cloud", "Web"])
    second = make_tile(categories=["Cloud"], vendor_name="Bolt")
    assert stored() == counted()
    assert stored()["category", "Cloud"] == stored()["", ""] == 2

    put(first, Availability.UNPUBLISHED)
    assert stored() == counted()
    assert ("category", "Web") not in stored()

    TileFacet.objects.create(tile=first, kind="category", value="Logs")  # of a hidden tile
    TileFacet.objects.create(tile=second, kind="category", value="Logs")
    TileFacet.objects.filter(tile=second, value="Cloud").update(value="Web")
    assert stored() == counted()

    put(first, Availability.DEPRECATED)
    assert stored() == counted()
    assert stored()["category", "Logs"] == 2


def test_removed_tiles_are_not_counted() -> None:
    tile, other = make_tile(categories=["Cloud"]), make_tile(vendor_name="Bolt")
    listing = Listing.objects.get(pk=tile.pk)
    listing.live_release = None
    with transaction.atomic():
        write_tile(listing)
    assert stored() == counted()

    Tile.objects.filter(pk=other.pk).delete()
    assert stored() == counted()
    assert FacetCount.objects.filter(tiles__lt=0).count() == sum(stored().values()) == 0


def test_the_migration_counts_the_tiles_of_earlier_releases() -> None:
    make_tile(categories=["Cloud"])
    put(make_tile(categories=["Web"]), Availability.UNPUBLISHED)
    FacetCount.objects.update(tiles=7)
    publishers = list(TileFacet.objects.filter(kind="publisher").order_by("tile").values_list("tile", "value"))
    TileFacet.objects.filter(kind="publisher").update(value="lost")

    with connection.cursor() as cursor:
        for statement in migration.COUNT_AGAIN:
            cursor.execute(statement)

    assert stored() == counted()
    rows = TileFacet.objects.filter(kind="publisher").order_by("tile").values_list("tile", "value")
    assert list(rows) == publishers


def test_an_empty_catalogue_has_no_numbers() -> None:
    """`operations.move` fills only databases without rows."""
    with connection.cursor() as cursor:
        for statement in migration.COUNT_AGAIN:
            cursor.execute(statement)

    assert not FacetCount.objects.exists()
    assert size_of_catalogue() == (0, 0)


def test_the_catalogue_reads_the_numbers_of_all_tiles_without_the_tiles() -> None:
    make_tile(categories=["Cloud"])
    make_tile(categories=["Cloud", "Web"], vendor_name="Bolt")

    with CaptureQueriesContext(connection) as captured:
        counts = facet_counts(CatalogueFilter(chosen={"category": ("Web",)}))["category"]
        size, commonest_category = size_of_catalogue(), commonest("category", 1)[0]
        facet_counts(CatalogueFilter())

    assert [(row.value, row.count) for row in counts] == [("Cloud", 2), ("Web", 1)]
    assert (size, commonest_category.value) == ((2, 2), "Cloud")
    reading_tiles = [query["sql"] for query in captured if "catalog_tilefacet" in query["sql"]]
    assert len(reading_tiles) == 1, reading_tiles  # the other facets of the tiles in the chosen category


def test_republishing_the_same_facets_changes_no_number() -> None:
    tile = make_tile(categories=["Cloud"])
    before = list(TileFacet.objects.order_by("pk").values())

    with transaction.atomic():
        write_tile(Listing.objects.get(pk=tile.pk))

    assert list(TileFacet.objects.order_by("pk").values()) == before


def test_a_page_with_a_search_counts_only_its_tiles(client: Client) -> None:
    make_tile("Harbour", categories=["Cloud"])
    make_tile("Lantern", categories=["Web"])

    counts = facet_counts(CatalogueFilter(text="harbour"))

    assert [row.value for row in counts["category"]] == ["Cloud"]
    assert client.get("/catalogue/?q=harbour").context["tiles"] == 2


def test_a_broad_filter_shows_the_numbers_of_all_tiles(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make_tile(f"Cloud {number}", categories=["Cloud"], supported_os=["Linux"])
    make_tile("Web", categories=["Web"], supported_os=["Linux"])
    monkeypatch.setattr(queries, "MAX_COUNT", 2)

    with CaptureQueriesContext(connection) as captured:
        page = client.get("/catalogue/?category=Cloud")
    narrow = client.get("/catalogue/?category=Web")

    html, narrow_html = (compact(shown.content.decode()) for shown in (page, narrow))
    assert re.findall(r">(Cloud \d|Web)</a></h3>", html) == ["Cloud 0", "Cloud 1", "Cloud 2"]
    assert ("these numbers count all tiles" in html, "these numbers count all tiles" in narrow_html) == (True, False)
    numbers = [{o["value"]: o["count"] for o in shown.context["facets"][0]["first"]} for shown in (page, narrow)]
    assert numbers == [{"Cloud": 3, "Web": 1}] * 2
    assert [query["sql"] for query in captured if "GROUP BY" in query["sql"]] == []


@pytest.mark.parametrize(
    "chosen, number",
    [
        ({"category": ("Cloud",)}, 2),
        ({"category": ("Cloud", "Web")}, 2),
        ({"category": ("Web", "Logs")}, 1),
        ({"category": ("Cloud",), "os": ("Linux",)}, 1),
        ({"category": ("Absent",)}, 0),
        ({}, 2),
    ],
)
def test_number_of_tiles_is_exact_for_few(chosen: dict[str, tuple[str, ...]], number: int) -> None:
    make_tile("One", categories=["Cloud", "Web"], supported_os=["Linux"])
    make_tile("Two", categories=["Cloud"])

    assert CatalogueFilter(chosen=chosen).number_of_tiles == number
