"""The public part of our own API: tiles, facets and checks without a token."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Tile
from common.visitors import PUBLIC_CACHE_CONTROL
from listings.models import Submission
from tests.api.submissions_scene import Partner
from tests.api.v1_client import PREFIX, V1, Response, error
from tests.catalog.factories import make_tile
from tests.sandboxes.scene import admin
from validation.instant import catalogue_version
from validation.models import CheckRollout, RolloutMode, Waiver
from validation.page.check_list import listed_checks

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PUBLIC_PATHS = ("catalog/tiles", "catalog/tiles/tide", "catalog/facets", "checks")


def get(path: str, **query: object) -> Response:
    return Client().get(f"{PREFIX}/{path}", query)


def titles(**query: object) -> list[str]:
    return [tile["title"] for tile in get("catalog/tiles", **query).json()["items"]]


@pytest.fixture
def tiles() -> list[Tile]:
    named = {"Tide": "Metrics", "Pier": "Cloud", "Quay": "Cloud"}
    return [make_tile(name, integration_id=name.lower(), categories=[category]) for name, category in named.items()]


@pytest.mark.parametrize("path", PUBLIC_PATHS)
@pytest.mark.parametrize("accept", ["", "*/*", "text/html"])
def test_visitors_may_cache_a_response_for_a_minute(tiles: list[Tile], path: str, accept: str) -> None:
    response = Client().get(f"{PREFIX}/{path}", headers={"Accept": accept})
    assert (response.status_code, response["Cache-Control"], response["Content-Type"].partition(";")[0]) == (
        200,
        PUBLIC_CACHE_CONTROL,
        "application/json",
    )
    assert not response.cookies
    assert len(tiles) == 3


def test_tiles_are_found_by_words_and_facets(tiles: list[Tile]) -> None:
    assert titles() == ["Pier", "Quay", "Tide"]
    assert titles(sort="newest") == ["Quay", "Pier", "Tide"]
    assert titles(q="tide") == ["Tide"]
    assert titles(category="Cloud") == ["Pier", "Quay"]
    assert titles(category=["Cloud", "Metrics"], q="quay") == ["Quay"]
    assert titles(category="Nothing") == []
    counts = {facet["kind"]: facet for facet in get("catalog/facets", q="quay").json()["items"]}
    assert [(value["value"], value["count"]) for value in counts["category"]["values"]] == [("Cloud", 1)]
    assert counts["category"]["label"] == "Category"
    assert len(tiles) == 3


def test_pages_of_tiles_follow_each_other(tiles: list[Tile]) -> None:
    first = get("catalog/tiles", limit=2).json()
    second = get("catalog/tiles", limit=2, cursor=first["next_cursor"]).json()
    assert [tile["slug"] for tile in first["items"] + second["items"]] == ["pier", "quay", "tide"]
    assert second["next_cursor"] is None
    assert len(tiles) == 3


def test_a_page_of_tiles_costs_the_same(
    tiles: list[Tile], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for limit in (1, len(tiles)):
        with django_assert_max_num_queries(1):
            get("catalog/tiles", limit=limit)


@pytest.mark.parametrize(
    "path, query, target",
    [
        ("catalog/tiles", {"cursor": "x"}, "cursor"),
        ("catalog/tiles", {"limit": 101}, "limit"),
        ("catalog/tiles", {"sort": "price"}, "sort"),
        ("catalog/tiles", {"colour": "red"}, "colour"),
        ("catalog/tiles", {"q": "x" * 201}, "q"),
        ("catalog/facets", {"limit": 5}, "limit"),
    ],
)
def test_wrong_parameters_are_named(path: str, query: dict[str, object], target: str) -> None:
    response = get(path, **query)
    assert (response.status_code, error(response)["code"], error(response)["target"]) == (
        422,
        "validation-failed",
        target,
    )
    assert error(response)["context"]["fields"][target] != [query[target]], "the value does not explain what is wrong"


def test_a_tile_names_the_content_that_customers_see() -> None:
    acme = Partner()
    acme.reach("published")
    row, digest = Tile.objects.get(), Submission.objects.get().digest
    tile = get(f"catalog/tiles/{row.slug}").json()
    assert (tile["digest"], tile["version"], tile["availability"]) == (digest, "1.0.0", "listed")
    assert tile["content"]["overview"]
    page = Client().get(tile["links"]["page"])
    assert (page.status_code, page["Listing-Digest"]) == (200, digest)
    submission = V1(acme.api.caller).get(f"listings/{acme.listing.pk}/submissions").json()["items"][0]
    assert submission["links"]["tile"] == tile["links"]["page"]


def test_a_tile_that_was_taken_out_is_not_there(tiles: list[Tile]) -> None:
    Tile.objects.filter(pk=tiles[0].pk).update(is_listed=False)
    responses = [get(f"catalog/tiles/{slug}") for slug in (tiles[0].slug, "nothing", "a b")]
    assert [(response.status_code, error(response)["code"]) for response in responses] == [(404, "not-found")] * 3
    assert {response["Cache-Control"] for response in responses} == {"private, no-store"}
    assert titles() == ["Pier", "Quay"]


def test_checks_come_with_their_rollout() -> None:
    CheckRollout.objects.create(code="MF-012", mode=RolloutMode.WARN, at=timezone.now())
    body = get("checks").json()
    assert body["catalogue_version"] == catalogue_version()
    checks = {check["code"]: check for check in body["checks"]}
    assert checks.keys() == {check.code for check in listed_checks()}
    assert (checks["MF-012"]["mode"], checks["MF-012"]["subject"]) == ("warn", "MF")
    assert checks["MF-004"] == {
        "code": "MF-004",
        "name": "Invalid integration ID",
        "severity": "blocker",
        "mode": "enforce",
        "subject": "MF",
        "blocks_from": None,
    }


def test_waivers_are_those_in_force() -> None:
    acme = Partner()
    acme.reach("draft")
    now, given = timezone.now(), {"listing": acme.listing, "by": admin().id, "reason": "Agreed.", "code": "MF-012"}
    for fingerprint, until in (("a" * 8, None), ("b" * 8, now + timedelta(days=1)), ("c" * 8, now)):
        Waiver.objects.create(fingerprint=fingerprint, origin=fingerprint, at=now, until=until, **given)
    waivers = V1(acme.api.caller).get(f"listings/{acme.listing.pk}/waivers").json()
    assert [waiver["fingerprint"] for waiver in waivers] == ["a" * 8, "b" * 8]
    assert waivers[0] == {"fingerprint": "a" * 8, "code": "MF-012", "reason": "Agreed.", "until": None}
