"""Runs in a changed copy of the source tree: a listing in the new state, in all APIs and on all pages.

The tests of pages come last, because their data contains agreements, without which partners can't submit.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch
from msgspec import structs

from accounts.models import Team
from common.actor import TeamRole
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from listings.models import Listing, Revision
from tests.api.configure_client import Configure
from tests.api.publishers_scene import Seller
from tests.api.v1_client import V1
from tests.contract.access_table import READS, REVIEW, Access
from tests.contract.access_world import World
from tests.contract.addresses import address_of
from tests.listings.scene import NOW
from tests.reviews.scene import reviewer_for
from tests.rollback import undone

pytestmark = pytest.mark.django_db
PARKED = "probe_parked"
# Pages that need other services or files.
_ELSEWHERE = ("health", "api:command")
READERS = ("owner", "lead", "admin")


@pytest.fixture
def seller(data_dir: Path) -> Seller:
    """A partner with a parked offer of a virtual machine."""
    seller = Seller()
    seller.reach("in_review")
    Listing.objects.update(offering_type="software_license", offer_id="tide-vm")
    change_state(
        REVISION,
        seller.revision.pk,
        "probe park",
        parameters={"reason": "Wait for the lawyers"},
        seen=None,
        by=reviewer_for(*Team.values, role=TeamRole.LEAD),
        now=NOW,
    )
    return seller


def test_our_api_returns_the_listing(seller: Seller) -> None:
    v1, listing = V1(seller.api.caller), f"listings/{seller.listing.pk}"

    (item,) = v1.get("listings", state=PARKED).json()["items"]
    (submission,) = v1.get(f"{listing}/submissions").json()["items"]

    assert (item["state"], submission["state"], submission["outcome"]) == (PARKED, PARKED, "waiting")
    assert v1.get(f"{listing}/probe").json() == {"probe_name": seller.listing.name}


def test_other_apis_return_the_listing(seller: Seller) -> None:
    (submission,) = seller.submissions()
    operations = seller.publisher.get("/tide-vm/operations")
    configured = Configure(seller.api.caller)

    assert submission["state"] == "InProgress"
    assert seller.api.get(f"{seller.path}/{submission['id']}/workflowdetails").status_code == 200
    assert seller.publisher.get("/tide-vm/status").json()["status"] == "running"
    assert [operation["submissionState"] for operation in operations.json()] == ["running"]
    assert configured.get(f"submission/{seller.listing.pk}").status_code == 200
    assert configured.tree(f"product/{seller.listing.pk}")


def has_address(name: str, access: Access, world: World) -> bool:
    """Whether the listing in review has what the URL names; a tile in a sandbox, for example, it has not."""
    try:
        return bool(address_of(name, access, world))
    except NoReverseMatch:
        return False


def press(client: Client, revision: Revision, label: str, slug: str, **values: str) -> None:
    """Press the button with this label on the page of the listing."""
    home = revision.listing.get_absolute_url()
    assert label in client.get(home).content.decode()
    response = client.post(f"{home}act/{slug}/", {"seen": revision.version, **values})
    assert response.status_code == 302, response.content
    revision.refresh_from_db()


@pytest.fixture
def parked(world: World, clients: Mapping[str, Client]) -> Iterator[Revision]:
    with undone():
        revision = Revision.objects.select_related("listing").get(pk=world.kwargs[REVIEW]["revision_id"])
        press(clients["lead"], revision, "Park listing", "probe-park", reason="Wait for the lawyers")
        assert revision.state == PARKED
        yield revision


def test_staff_leave_the_state_with_a_button(clients: Mapping[str, Client], parked: Revision) -> None:
    press(clients["reviewer"], parked, "Continue review", "probe-continue")

    assert parked.state == "in_review"


def test_every_page_shows_the_listing(world: World, clients: Mapping[str, Client], parked: Revision) -> None:
    faults = []
    for role in READERS:
        for name, access in READS.items():
            in_review = structs.replace(access, at=REVIEW)
            if role not in access.roles or name.startswith(_ELSEWHERE) or not has_address(name, in_review, world):
                continue
            with undone():
                response = clients[role].get(address_of(name, in_review, world))
                list(response)
                faults += [(role, name)] if response.status_code >= 500 else []

    assert faults == []
    queue = clients["lead"].get("/queue/?team=all").content.decode()
    assert parked.listing.name in queue  # a lead must act
    home = clients["owner"].get(parked.listing.get_absolute_url()).content.decode()
    assert all(text in home for text in ("Parked", "Your listing is parked.", "A lead will continue the review."))
