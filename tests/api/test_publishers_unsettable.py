"""What a client of the publisher API may not set: IDs of others, and what only the portal sets."""

from typing import Any

import pytest

from tests.api.factories import make_caller, stored_listings
from tests.api.publishers_client import Publisher, error, offer_body

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
Values = dict[str, Any]
TITLE = "microsoft-azure-marketplace.title"
FUTURE = "2999-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def offers(shared_rows: object) -> tuple[Publisher, Publisher]:
    """Our publisher with the offer tide-vm, and another with theirs-vm."""
    ours, theirs = Publisher(make_caller()), Publisher(make_caller("Southquay"))
    ours.offer()
    theirs.offer("theirs-vm", displayText="Theirs")
    return ours, theirs


@pytest.mark.parametrize(
    "values, place",
    [
        ({"publisherId": "southquay"}, "publisherId"),
        ({"PublisherID": "southquay"}, "publisherId"),
        ({"id": "theirs-vm"}, "id"),
        ({"ID": "theirs-vm"}, "id"),
        ({"id": 5}, "id"),
        ({"offerTypeId": "microsoft-azure-applications"}, "offerTypeId"),
        ({"version": 99}, "version"),
        ({"VERSION": 99}, "version"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"status": "published"}, "status"),
        ({"Status": "succeeded"}, "status"),
        ({"status": "owned"}, "status"),
        ({"changedTime": FUTURE}, "changedTime"),
        ({"changedTime": 5}, "changedTime"),
        ({"offerTypeVersions": 5}, "offerTypeVersions"),
        ({"definition": offer_body(displayText=5)["definition"]}, "displayText"),
        ({"definition": offer_body(offer={TITLE.upper(): 5})["definition"]}, TITLE),
        ({"definition": offer_body(plans=[{"planId": 5}])["definition"]}, "planId"),
    ],
)
def test_an_offer_cannot_set_what_is_not_its_own(
    offers: tuple[Publisher, Publisher], values: Values, place: str
) -> None:
    before = stored_listings()
    response = offers[0].put("/tide-vm", {**offer_body(), **values}, If_Match="*")
    assert response.status_code == 400, response.content
    assert error(response)["message"].startswith(f"{place}: ")
    assert stored_listings() == before


def test_an_offer_can_be_sent_back_as_it_was_read(offers: tuple[Publisher, Publisher]) -> None:
    read = offers[0].get("/tide-vm").json()
    for _call in range(2):
        assert offers[0].put("/tide-vm", read, If_Match="*").status_code == 200
    assert offers[0].get("/tide-vm").json()["eTag"] == read["eTag"]


def test_keys_of_an_offer_have_no_case(offers: tuple[Publisher, Publisher]) -> None:
    response = offers[0].put("/tide-vm", offer_body(offer={TITLE.upper(): "Tide Gauge"}), If_Match="*")
    assert response.json()["definition"]["offer"] == {TITLE: "Tide Gauge"}


@pytest.mark.parametrize("body", [{"owner": "southquay"}, {"offerId": "theirs-vm"}, {"metadata": 5}])
def test_publishing_takes_nothing_but_metadata(offers: tuple[Publisher, Publisher], body: Values) -> None:
    before = stored_listings()
    assert offers[0].post("/tide-vm/publish", body).status_code == 400
    assert stored_listings() == before
