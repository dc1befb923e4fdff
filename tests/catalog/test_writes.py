from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from catalog.models import FacetCount, Tile, TileFacet, TileFile
from catalog.writes import release_days, write_tile
from listings.models import Listing
from listings.states.availabilities import Availability
from tests.catalog.factories import NOW, make_tile, release_of
from tests.sandboxes.scene import live_listing, partner
from tests.shared import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def rows() -> list[object]:
    tiles = list(Tile.objects.order_by("pk").values())
    facets = list(TileFacet.objects.order_by("tile", "kind", "value").values_list("tile", "kind", "value"))
    files = list(TileFile.objects.order_by("tile", "path").values_list("tile", "path", "sha256"))
    counts = list(FacetCount.objects.filter(tiles__gt=0).order_by("kind", "value").values_list("value", "tiles"))
    return [tiles, facets, files, counts]


def test_publishing_writes_tile_facets_and_files() -> None:
    listing = live_listing(partner())

    tile = Tile.objects.get()

    assert (tile.pk, tile.slug, tile.title, tile.title_key) == (listing.pk, "vercel", "Vercel", "vercel")
    assert (tile.is_listed, tile.listed_at, tile.published_at) == (True, NOW, NOW)
    assert " serverless" in tile.text.words
    assert tile.card["logo"]["light"] == "images/logo-full-black.svg"
    assert ("category", "Cloud") in TileFacet.objects.values_list("kind", "value")
    paths = set(TileFile.objects.values_list("path", flat=True))
    assert paths == {"images/logo-full-black.svg", "images/logo-full-white.svg"}


def test_rebuild_gives_the_same_rows() -> None:
    live_listing(partner(), folder=SMALL / "octoprint")
    make_tile("Another")
    before = rows()
    Tile.objects.update(title="lost", view={}, card={})
    TileFacet.objects.all().delete()
    FacetCount.objects.update(tiles=7)

    call_command("rebuild_tiles", stdout=StringIO())

    assert rows() == before


def test_a_tile_of_nothing_live_is_removed() -> None:
    tile = make_tile()
    listing = Listing.objects.get(pk=tile.pk)
    listing.live_release, listing.availability = None, Availability.NONE

    with transaction.atomic():
        written = write_tile(listing)

    assert written is None
    assert not Tile.objects.exists()


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_version_has_the_day_on_which_it_went_live_first(is_reversed: bool) -> None:
    tile = make_tile(at=NOW)
    listing = Listing.objects.get(pk=tile.pk)
    older = {"key": "a", "version": "1.0.0", "date": "2025-01-01"}
    imported = {"key": "c", "version": "0.9.0", "date": "2024-12-24"}
    entries = [{"key": "b", "version": "1.1.0", "date": "2030-01-01"}, older, imported]
    notes = {"entries": entries[::-1] if is_reversed else entries}
    document = {"overview": {"title": "T", "integration_id": tile.slug}, "release_notes": notes}
    release_of(listing, document, at=NOW + timedelta(days=9))

    view = Tile.objects.get(pk=tile.pk).view

    assert [entry["version"] for entry in view["releases"]] == ["1.1.0", "1.0.0", "0.9.0"]
    days = {entry["version"]: entry["date"] for entry in view["releases"]}
    assert days == {"1.1.0": "2026-03-11", "1.0.0": "2026-03-02", "0.9.0": "2024-12-24"}
    assert list(release_days(listing.pk)) == ["1.0.0", "1.1.0"]


def test_a_second_release_keeps_the_first_day_in_the_catalogue() -> None:
    tile = make_tile(at=NOW, categories=["Cloud"])
    listing = Listing.objects.get(pk=tile.pk)
    document = {"overview": {"title": "T", "integration_id": tile.slug, "categories": ["Web"]}}
    release_of(listing, document, at=NOW + timedelta(days=1))

    tile.refresh_from_db()

    assert (tile.listed_at, tile.published_at) == (NOW, NOW + timedelta(days=1))
    assert list(tile.facets.filter(kind="category").values_list("value", flat=True)) == ["Web"]


def test_an_id_that_is_no_address_gives_the_listing_one() -> None:
    tile = make_tile(integration_id="no good/id")

    assert tile.slug == str(tile.pk)
