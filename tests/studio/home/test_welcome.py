"""The first page for visitors."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Person
from catalog.models import Tile, TileFacet
from common.actor import Role
from tests.accounts.factories import make_member, make_organisation
from tests.catalog.factories import NOW, make_tile
from tests.markup import compact
from tests.studio.scene import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]


def test_visitors_see_what_it_is_and_the_way_to_a_live_tile(client: Client) -> None:
    page = compact(client.get("/").content.decode())

    assert re.findall(r"<h3>([^<]+)</h3>", page) == ["Draft", "Checks", "Review", "Sandbox", "Live tile"]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page)[:3] == ["For partners", "For customers", "How a tile goes live"]
    assert 'href="/accounts/login/"' in page
    assert 'href="/catalogue/"' in page


def test_newest_tiles_come_first_and_categories_lead_to_the_catalogue(client: Client) -> None:
    for age in range(10):
        tile = make_tile(f"Tile {age}")
        Tile.objects.filter(pk=tile.pk).update(listed_at=NOW - timedelta(days=age))
        TileFacet.objects.create(tile=tile, kind="category", value="AI/ML" if age else "Cloud")

    page = compact(client.get("/").content.decode())

    assert re.findall(r"<h3><a[^>]+>(Tile \d)</a>", page) == [f"Tile {age}" for age in range(8)]
    assert re.findall(r'<a class="chip" href="([^"]+)"', page)[-2:] == [
        "/catalogue/?category=AI%2FML",
        "/catalogue/?category=Cloud",
    ]


@pytest.mark.parametrize("age, greeting", [(timedelta(0), "Welcome, Ada"), (timedelta(days=2), "Welcome back, Ada")])
def test_people_are_welcome_back_after_their_first_day_only(age: timedelta, greeting: str) -> None:
    person = make_member(make_organisation(), Role.OWNER)
    Person.objects.filter(pk=person.pk).update(name="Ada", created_at=timezone.now() - age)

    page = compact(signed_in(person).get("/").content.decode())

    assert f"<h1>{greeting}</h1>" in page


def test_without_a_tile_there_is_no_empty_list(client: Client) -> None:
    page = compact(client.get("/").content.decode())

    assert "Newest tiles" not in page
    assert "Categories" not in page


def test_number_of_queries_does_not_grow_with_the_catalogue(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make_tile(f"Tile {number}")

    with django_assert_num_queries(2):
        client.get("/")
