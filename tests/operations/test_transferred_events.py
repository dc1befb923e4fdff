"""Owners who received a listing read its transfer and what happened since then, not what its former owners did."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Organisation
from audit.writes import record_event
from common.actor import Actor, Role
from listings.actions import change_state
from listings.models import Listing
from operations.queries import events_of_organisation
from releases.actions import offer_transfer
from releases.lifecycles.transfers import TRANSFERS
from tests.listings.scene import draft, member
from tests.operations.test_audit_pages import shown
from tests.reviews.scene import browser_of
from tests.sandboxes.scene import NOW, partner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
_HOUR = timedelta(hours=1)


@pytest.fixture
def giver() -> Actor:
    return member(partner("Northquay"), Role.OWNER)


@pytest.fixture
def receiver() -> Actor:
    return member(partner("Bolt"), Role.OWNER)


@pytest.fixture
def listing(giver: Actor) -> Listing:
    return draft(giver).listing


def edit(listing: Listing, by: Actor, *, hours: int) -> str:
    """Record an edit so many hours after NOW; returns its ID. The transfer itself is a `section.edit`, too."""
    with transaction.atomic():
        event = record_event("section.restore", by=by, objects={"listing": listing.pk}, now=NOW + hours * _HOUR)
    return str(event.pk)


def hand_over(listing: Listing, vendor_id: str, *, giver: Actor, receiver: Actor, hours: int) -> None:
    now = NOW + hours * _HOUR
    offer = offer_transfer(listing_id=listing.pk, vendor_id=vendor_id, note="", by=giver, now=now)
    change_state(TRANSFERS, offer.pk, "accept", parameters={}, seen=None, by=receiver, now=now + _HOUR / 2)


def events(by: Actor) -> list[str]:
    """What the owner sees: the IDs of edits, and the verbs of transfers."""
    (organisation_id,) = by.organisations
    verbs = ("section.restore", "transfer.offer", "transfer.accept")
    rows = events_of_organisation(organisation_id).filter(verb__in=verbs).order_by("at", "pk")
    return [str(row.pk) if row.verb == "section.restore" else row.verb for row in rows]


def test_new_owners_read_the_transfer_and_what_follows(giver: Actor, receiver: Actor, listing: Listing) -> None:
    before = edit(listing, giver, hours=1)
    assert events(giver) == [before]

    hand_over(listing, "bolt", giver=giver, receiver=receiver, hours=2)
    after = edit(listing, receiver, hours=3)

    assert events(receiver) == ["transfer.accept", after]
    assert events(giver) == ["transfer.offer", "transfer.accept"]


def test_page_of_the_organisation_and_of_the_listing_agree(giver: Actor, receiver: Actor, listing: Listing) -> None:
    edit(listing, giver, hours=1)
    hand_over(listing, "bolt", giver=giver, receiver=receiver, hours=2)
    page = f"/organisation/{Organisation.objects.get(vendor_id='bolt').slug}/audit/"

    for address in (page, f"{page}?listing={listing.pk}"):
        verbs = shown(browser_of(receiver), address)
        assert "transfer.accept" in verbs
        assert not {"section.restore", "listing.create"} & {*verbs}


def test_a_listing_that_comes_back_shows_what_happened_since_then(
    giver: Actor, receiver: Actor, listing: Listing
) -> None:
    edit(listing, giver, hours=1)
    hand_over(listing, "bolt", giver=giver, receiver=receiver, hours=2)
    edit(listing, receiver, hours=3)
    hand_over(listing, "northquay", giver=receiver, receiver=giver, hours=4)
    after = edit(listing, giver, hours=5)

    assert events(giver) == ["transfer.offer", "transfer.accept", "transfer.accept", after]


def test_other_listings_of_the_receiver_keep_all_events(giver: Actor, receiver: Actor, listing: Listing) -> None:
    event = edit(draft(receiver, name="Own").listing, receiver, hours=1)
    hand_over(listing, "bolt", giver=giver, receiver=receiver, hours=2)

    assert event in events(receiver)
