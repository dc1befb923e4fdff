"""Copies of partners and listings on PostgreSQL are rows that pages show like their originals."""

import pytest
from django.db import connection

from accounts.models import Membership, Organisation
from audit.models import Event
from bench.scale_rows import Copies, add_copies, keep_originals
from catalog.queries import size_of_catalogue
from catalog.writes import write_tile
from listings.models import Listing, Revision, Submission
from tests.reviews.scene import browser_of, html_of
from tests.sandboxes.scene import admin
from tests.validation.scene import live_submission, owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the copies are made by PostgreSQL")
def test_copies_are_listings_of_copied_partners() -> None:
    listing = live_submission(owner()).revision.listing
    write_tile(listing)
    keep_originals()

    add_copies(Copies(partners=0, listings=0), Copies(partners=2, listings=3), events=5)
    add_copies(Copies(partners=2, listings=3), Copies(partners=2, listings=4), events=1)

    copied = Listing.objects.exclude(pk=listing.pk)
    numbers = [
        Organisation.objects.count(),
        Listing.objects.count(),
        Revision.objects.count(),
        Submission.objects.count(),
    ]
    assert numbers == [3, 5, 5, 9]  # copies have an earlier submission
    assert {row.organisation_id for row in copied} == set(
        Organisation.objects.exclude(pk=listing.organisation_id).values_list("pk", flat=True)
    )
    assert Membership.objects.values("person").distinct().count() == 3
    assert Event.objects.filter(object_ids__organisation__isnull=False, request_id__regex="^[0-9a-f]{32}$").count() == 6
    assert size_of_catalogue()[0] == 5
    browser = browser_of(admin())
    for row in copied:
        assert listing.name in html_of(browser, f"/listings/{row.pk}/")
