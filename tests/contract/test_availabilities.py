"""Every availability of a listing has a complete row, and every page reads that row."""

import pytest
from django.test import Client

from catalog.writes import update_visibility
from listings.models import Listing, Submission
from listings.states.availabilities import AVAILABILITIES, EVER_LIVE, Availability
from page_parts.badges import badge_of
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.release_rehearsal import rehearse_release
from tests.catalog.factories import make_tile
from tests.listings.scene import NOW


def test_every_availability_has_a_row() -> None:
    missing = set(Availability) - AVAILABILITIES.keys()
    assert not missing, f"add a row for {missing} to AVAILABILITIES in listings/states/availabilities.py"


@pytest.mark.parametrize("availability", Availability)
def test_row_is_complete(availability: Availability) -> None:
    row, badge = AVAILABILITIES[availability], badge_of("availability", availability)

    assert (badge.style, badge.icon) == (row.badge.style, row.badge.icon)
    for text in (row.partner, row.staff, row.admin):
        assert text.why, f"{availability}: say what customers see"
        assert text.next, f"{availability}: say what can happen next"
    if not row.is_listed:
        assert row.visitor, f"{availability}: visitors of the tile's URL need a title and a text"
        assert row.visitor.title, f"{availability}: the page that visitors see instead of the tile needs a title"
    if availability in EVER_LIVE and availability is not Availability.LISTED:
        assert row.on_release, f"{availability}: the preview of a release must say that it stays as it is"


@pytest.mark.django_db
@pytest.mark.parametrize("availability", EVER_LIVE)
def test_visitors_and_the_preview_of_a_release_read_the_row(availability: Availability) -> None:
    tile, row = make_tile("Acme Queue"), AVAILABILITIES[availability]
    Listing.objects.filter(pk=tile.pk).update(availability=availability)
    update_visibility(listing := Listing.objects.get())

    page = Client().get(f"/catalogue/{tile.slug}/")
    effects = rehearse_release(listing, Submission.objects.get()).effects

    assert page.status_code == (200 if row.is_listed else 410)
    assert row.visitor is None or str(row.visitor.text).replace("'", "&#x27;") in page.content.decode()
    assert not row.on_release or str(row.on_release) in [effect.text for effect in effects]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "availability",
    [state for state in EVER_LIVE if (row := AVAILABILITIES[state]).visitor and row.visitor.ending],
)
def test_visitors_read_the_end_date(availability: Availability) -> None:
    tile = make_tile("Acme Queue")
    Listing.objects.filter(pk=tile.pk).update(availability=availability, ends_on=NOW.date())

    assert ">2 Mar 2026</time>" in Client().get(f"/catalogue/{tile.slug}/").content.decode()


@pytest.mark.parametrize("availability", EVER_LIVE)
def test_no_availability_of_a_live_tile_is_final(availability: Availability) -> None:
    leaving = [row.verb for row in LIVE_TILES.rows if availability in row.sources and row.target != availability]
    assert leaving, f"no row of releases/lifecycles/live_tiles.py leads away from {availability}"
