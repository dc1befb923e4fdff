import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Tile
from catalog.writes import update_visibility
from files.models import BlobUse
from listings.models import Listing
from listings.states.availabilities import Availability
from tests.catalog.factories import NOW, make_tile
from tests.listings.scene import organisation
from tests.markup import compact
from tests.sandboxes.scene import live_listing, partner
from tests.shared import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]


def titles(html: bytes) -> list[str]:
    return re.findall(r'<h3><a href="/catalogue/[^"]+">([^<]+)</a></h3>', compact(html.decode()))


def test_anybody_reads_the_catalogue(client: Client) -> None:
    make_tile("Beta")
    make_tile("alpha")
    make_tile("Ångström")

    response = client.get("/catalogue/")

    assert response.status_code == 200
    assert titles(response.content) == ["alpha", "Ångström", "Beta"]
    assert response.content.count(b"<article") == 3
    assert b"3 tiles" in response.content


def test_a_link_of_a_stored_tile_that_is_no_web_address_is_not_drawn(client: Client) -> None:
    tile = make_tile("Alpha")
    links = [{"kind": "blog", "url": "javascript:alert(1)"}, {"kind": "other", "url": "data:text/html,x"}]
    tile.view = {**tile.view, "vendor_url": "javascript:x", "overview": {"resources": links}}
    tile.save()

    page = client.get(f"/catalogue/{tile.slug}/?tab=all")

    assert page.status_code == 200
    assert re.findall(rb"href=.(?:javascript|data):", page.content) == []


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert b"No tile is live yet" in client.get("/catalogue/").content


def test_a_search_without_a_hit_leads_back(client: Client) -> None:
    make_tile("Alpha")

    response = client.get("/catalogue/", {"q": "zzz"})

    assert b"No tiles found" in response.content
    assert b'value="zzz"' in response.content


def test_a_search_marks_its_words_on_the_cards(client: Client) -> None:
    make_tile("Acme Cache", short_description="Latency of your caches & queues")

    page = client.get("/catalogue/", {"q": "cach"}).content.decode()

    assert re.findall("<mark>(.*?)</mark>", page) == ["Cache", "caches"]
    assert "<mark>" not in client.get("/catalogue/").content.decode()


def test_filters_of_one_kind_widen_and_of_two_narrow(client: Client) -> None:
    make_tile("One", categories=["Cloud", "Web"], supported_os=["Linux"])
    make_tile("Two", categories=["Web"], supported_os=["Windows"])
    make_tile("Three", categories=["Network"], supported_os=["Linux"])

    either = client.get("/catalogue/?category=Cloud&category=Network")
    both = client.get("/catalogue/?category=Cloud&category=Web&os=Linux")

    assert titles(either.content) == ["One", "Three"]
    assert titles(both.content) == ["One"]


def test_facets_count_what_choosing_them_would_show(client: Client) -> None:
    make_tile("One", categories=["Cloud"], supported_os=["Linux"])
    make_tile("Two", categories=["Web"], supported_os=["Linux"])
    make_tile("Three", categories=["Web"], supported_os=["Windows"])

    html = compact(client.get("/catalogue/?os=Linux").content.decode())

    counts = re.findall(r'name="(\w+)" value="([^"]+)"( checked)?><span>[^<]+</span><span[^>]+>(\d+)<', html)
    assert ("category", "Web", "", "1") in counts
    assert ("os", "Linux", " checked", "2") in counts
    assert ("os", "Windows", "", "1") in counts


def test_a_chosen_value_that_nothing_has_can_be_taken_back(client: Client) -> None:
    make_tile("One", categories=["Cloud"])

    html = compact(client.get("/catalogue/?category=Gone").content.decode())

    assert "No tiles found" in html
    assert 'value="Gone" checked' in html


@pytest.mark.parametrize(
    "address", ["/catalogue/?after=%ED%A0%80&q=", "/catalogue/?sort=x&after=zzz", "/catalogue/?category="]
)
def test_a_broken_address_is_the_first_page(client: Client, address: str) -> None:
    make_tile("One")

    assert titles(client.get(address).content) == ["One"]


def test_pages_of_24_follow_each_other_without_a_gap(client: Client) -> None:
    for number in range(50):
        make_tile(f"Same {number % 3}")
    seen, address = [], "/catalogue/?sort=name"
    while address:
        html = compact(client.get(address).content.decode())
        links = re.findall(r'<h3><a href="(/catalogue/[^"]+)">', html)
        assert len(links) <= 24
        seen += links
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following[1].replace("&amp;", "&") if following else ""

    assert len(seen) == len(set(seen)) == 50


def test_the_newest_come_first_when_asked_for(client: Client) -> None:
    make_tile("Old", at=NOW)
    make_tile("New", at=timezone.now() - timedelta(days=1))

    response = client.get("/catalogue/?sort=newest")

    assert titles(response.content) == ["New", "Old"]
    assert compact(response.content.decode()).count("#i-ship") == 1


def test_one_part_of_the_page_can_be_requested(client: Client) -> None:
    make_tile("One")

    response = client.get("/catalogue/", headers={"HX-Request": "true"})

    assert b"<html" not in response.content
    assert titles(response.content) == ["One"]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.parametrize("address", ["/catalogue/", "/catalogue/?q=tile&category=Cloud&os=Linux&sort=newest"])
def test_the_catalogue_costs_the_same_for_3_tiles_and_30(client: Client, address: str) -> None:
    for _ in range(3):
        make_tile(categories=["Cloud", "Web"], supported_os=["Linux"])
    few = queries_of(client, address)
    for _ in range(27):
        make_tile(categories=["Cloud", "Network"], supported_os=["Linux"])

    assert queries_of(client, address) == few
    assert few <= 10


def test_every_tab_of_a_live_tile_opens(client: Client) -> None:
    live_listing(partner(), folder=SMALL / "octoprint")
    page = compact(client.get("/catalogue/octoprint/").content.decode())
    tabs = re.findall(r'<a id="tile-tab-[\w-]+" href="(/catalogue/octoprint/\?tab=[\w-]+)"', page)

    assert len(tabs) == 6
    for tab in [*tabs, "/catalogue/octoprint/?tab=all"]:
        assert client.get(tab).status_code == 200


def test_one_tab_can_be_requested(client: Client) -> None:
    tile = make_tile("One", support="Write to us.")

    response = client.get(f"/catalogue/{tile.slug}/?tab=support", headers={"HX-Request": "true"})

    assert b"<html" not in response.content
    assert b"Write to us." in response.content


def test_an_unknown_tile_is_not_found(client: Client) -> None:
    assert client.get("/catalogue/nothing/").status_code == 404


def put(tile: Tile, availability: Availability, **fields: object) -> None:
    Listing.objects.filter(pk=tile.pk).update(availability=availability, **fields)
    update_visibility(Listing.objects.get(pk=tile.pk))


def test_an_unpublished_tile_says_that_it_is_gone(client: Client) -> None:
    tile, successor = make_tile("Old one"), make_tile("New one")
    put(tile, Availability.UNPUBLISHED, successor_id=successor.pk)

    response = client.get(f"/catalogue/{tile.slug}/")

    assert response.status_code == 410
    assert f"/catalogue/{successor.slug}/".encode() in response.content
    assert titles(client.get("/catalogue/").content) == ["New one"]


def test_a_deprecated_tile_stays_and_names_its_successor(client: Client) -> None:
    tile, successor = make_tile("Old one"), make_tile("New one")
    put(tile, Availability.DEPRECATED, successor_id=successor.pk, ends_on=NOW.date())

    html = compact(client.get(f"/catalogue/{tile.slug}/").content.decode())

    assert ">2 Mar 2026</time>" in html
    assert f'<a href="/catalogue/{successor.slug}/">New one</a>' in html
    assert "Old one" in titles(client.get("/catalogue/").content)


def test_link_to_the_platform_replaces_the_placeholder(client: Client, settings: object) -> None:
    settings.PLATFORM_INSTALL_URL = "https://app.example/i/{integration_id}"  # type: ignore[attr-defined]
    tile = make_tile("One")

    assert f'href="https://app.example/i/{tile.slug}"' in client.get(f"/catalogue/{tile.slug}/").content.decode()


def test_deprecated_tile_offers_nothing_to_new_customers(client: Client) -> None:
    tile = make_tile("Old one")
    before = client.get(f"/catalogue/{tile.slug}/").content
    put(tile, Availability.DEPRECATED)

    after = client.get(f"/catalogue/{tile.slug}/").content

    assert (b"View setup steps" in before, b"View setup steps" in after) == (True, False)


def test_everybody_sees_the_files_of_a_live_tile_and_no_others(client: Client) -> None:
    listing = live_listing(partner())
    files = listing.live_release.submission.files
    shown, hidden = files["images/logo-full-black.svg"], files["manifest.json"]
    assert BlobUse.objects.filter(listing_id=listing.pk, blob__sha256=hidden).exists()

    assert client.get(f"/files/{listing.pk}/{shown}/").getvalue().startswith(b"<svg")
    assert client.get(f"/files/{listing.pk}/{hidden}/").status_code == 404


def test_the_files_of_an_unpublished_tile_are_closed(client: Client) -> None:
    listing = live_listing(partner())
    sha256 = listing.live_release.submission.files["images/logo-full-black.svg"]
    put(Tile.objects.get(), Availability.UNPUBLISHED)

    assert client.get(f"/files/{listing.pk}/{sha256}/").status_code == 404


def test_the_head_counts_tiles_and_vendors(client: Client) -> None:
    acme = organisation("Acme")
    make_tile("One", of=acme)
    make_tile("Two", of=acme)

    html = compact(client.get("/catalogue/").content.decode())

    assert "2 tiles" in html
    assert "1 vendor" in html
