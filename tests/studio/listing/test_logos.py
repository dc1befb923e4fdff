"""The logo of a listing is next to its name. People who may not read a draft don't get its logo."""

import re
from pathlib import Path

import pytest
from django.test import Client

from common.actor import TeamRole
from listings.queries import logos_of
from tests.listings.scene import reviewer, staff
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, ready_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Each test has its own folder of files."""


def logos_on(client: Client, address: str) -> list[str]:
    return re.findall(r'<span class="logo">(.*?)</span>', compact(client.get(address).content.decode()), re.DOTALL)


@pytest.mark.parametrize("page", ["/", "/listings/", "{listing}", "{step}"])
def test_logo_stands_next_to_the_name(page: str) -> None:
    scene = ready_scene()

    logos = logos_on(signed_in(scene.editor), _address(page, scene))

    assert logos
    assert all("<img" in logo for logo in logos)


@pytest.mark.parametrize("page", ["/", "/listings/", "{listing}", "{step}"])
def test_initials_stand_where_there_is_no_logo(page: str) -> None:
    scene = make_scene()

    logos = logos_on(signed_in(scene.editor), _address(page, scene))

    assert logos
    assert all(">N" in logo and "<img" not in logo for logo in logos)


def test_logo_of_a_draft_is_for_those_who_read_drafts() -> None:
    scene = ready_scene()
    listing = scene.revision.listing
    readers = [staff(is_admin=True), staff(teams={"docs": TeamRole.LEAD}), reviewer()]

    assert [listing.pk in logos_of([listing], to=reader) for reader in readers] == [True, True, False]


def _address(page: str, scene: Scene) -> str:
    return page.format(listing=scene.revision.listing.get_absolute_url(), step=scene.url("step", "overview"))
