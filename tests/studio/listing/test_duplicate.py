"""The page that duplicates a listing."""

from pathlib import Path

import pytest
from django.urls import reverse

from common.actor import Role
from listings.models import Listing
from tests.markup import compact
from tests.studio.scene import make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_listing_is_duplicated_from_its_page_and_the_list(data_dir: Path) -> None:
    scene = make_scene()
    client, listing = signed_in(scene.editor), scene.revision.listing
    address = reverse("studio:listing-duplicate", args=[listing.pk])
    pages = [client.get(listing.get_absolute_url()), client.get(reverse("studio:listing-list"))]

    shown = compact(client.get(address).content.decode())
    response = client.post(address, {"name": "Northquay Cache EU"})

    assert all(f'href="{address}"' in page.content.decode() for page in pages)
    assert 'value="Northquay Cache copy"' in shown
    copy = Listing.objects.get(name="Northquay Cache EU")
    assert response.headers["Location"] == reverse("studio:step", args=[copy.pk, 1, "overview"])


def test_refused_name_is_said_at_the_field(data_dir: Path) -> None:
    scene = make_scene()
    address = reverse("studio:listing-duplicate", args=[scene.revision.listing_id])

    response = signed_in(scene.editor).post(address, {"name": scene.revision.listing.name})

    assert response.status_code == 422
    assert 'href="#id_name-field"' in compact(response.content.decode())
    assert Listing.objects.count() == 1


def test_viewers_are_not_offered_a_duplicate(data_dir: Path) -> None:
    scene = make_scene()
    client, address = signed_in(scene.member(Role.VIEWER)), f"/listings/{scene.revision.listing_id}/duplicate/"

    assert address not in client.get(scene.revision.listing.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 403
