from datetime import date, datetime, timedelta
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Organisation
from catalog.models import Tile
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.actions import change_state, start_revision
from listings.models import Listing, Release, ReleaseKind, Revision
from listings.queries import status_of, working_revisions
from listings.states.availabilities import Availability
from releases.errors import NeverLive
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.queries import live_listings
from tests.catalog.factories import make_tile, release_of
from tests.listings.scene import member, reviewer
from tests.sandboxes.scene import LATER, NOW, admin, lead, live_listing, notified, partner, refused, verbs
from tests.transitions import roll_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev")]
SOON = NOW.date() + timedelta(days=90)


@pytest.fixture
def listing(acme: Organisation) -> Listing:
    return Listing.objects.get(pk=live_listing(acme).pk)


def deprecate_listing(*, listing_id: UUID, ends_on: date, successor: str, by: Actor, now: datetime) -> Listing:
    given = {"ends_on": ends_on, "successor": successor}
    return change_state(LIVE_TILES, listing_id, "deprecate", parameters=given, seen=None, by=by, now=now)


def unpublish_listing(*, listing_id: UUID, reason: str, by: Actor, now: datetime) -> Listing:
    given = {"reason": reason}
    return change_state(LIVE_TILES, listing_id, "unpublish", parameters=given, seen=None, by=by, now=now)


def relist_listing(*, listing_id: UUID, by: Actor, now: datetime) -> Listing:
    return change_state(LIVE_TILES, listing_id, "relist", parameters={}, seen=None, by=by, now=now)


def replaced(listing: Listing) -> Release:
    """A newer release with other content."""
    document = {"overview": {"title": "Vercel 2", "integration_id": "vercel", "categories": ["Web"]}}
    return release_of(listing, document, at=LATER)


def test_roll_back_makes_the_older_submission_live_again(listing: Listing) -> None:
    first = listing.live_release
    assert first is not None
    boss, editor = admin(), member(listing.organisation)
    second = replaced(listing)

    release = roll_back(
        listing_id=listing.pk,
        submission_id=first.submission_id,
        reason=" Wrong metrics. ",
        seen=second.pk,
        by=boss,
        now=LATER,
    )

    listing.refresh_from_db()
    assert listing.live_release == release
    assert (release.kind, release.replaces, release.submission_id, release.reason) == (
        ReleaseKind.ROLL_BACK,
        second,
        first.submission_id,
        "Wrong metrics.",
    )
    tile = Tile.objects.get()
    assert (tile.title, tile.release) == ("Vercel", release)
    assert "Cloud" in tile.facets.values_list("value", flat=True)
    assert verbs()[-1] == "listing.roll-back"
    assert editor.id in notified("listing.rolled-back")


def test_pages_show_the_revision_that_is_live_after_a_rollback(listing: Listing) -> None:
    first, boss, owner = listing.live_release, admin(), member(listing.organisation, Role.OWNER)
    assert first is not None
    second = replaced(listing)

    roll_back(
        listing_id=listing.pk, submission_id=first.submission_id, reason="Why", seen=second.pk, by=boss, now=LATER
    )

    assert list(listing.revisions.order_by("number").values_list("state", flat=True)) == ["published", "superseded"]
    assert working_revisions([listing])[listing.pk].number == 1

    draft = start_revision(listing_id=listing.pk, by=owner, now=LATER)

    assert working_revisions([listing])[listing.pk] == draft
    message = status_of([Revision.objects.select_related("listing__organisation").get(pk=draft.pk)], to=owner)[draft.pk]
    assert "starts from revision 1" in str(message.why)
    assert "changes of revision 2" in str(message.why)


def test_migration_corrects_the_states_after_earlier_rollbacks(listing: Listing) -> None:
    first = listing.live_release
    replaced(listing)
    Listing.objects.filter(pk=listing.pk).update(live_release=first)

    import_module("listings.migrations.0023_states_after_rollbacks").correct_states(apps, None)

    assert list(listing.revisions.order_by("number").values_list("state", flat=True)) == ["published", "superseded"]


def test_status_of_a_deprecated_tile_says_so(listing: Listing) -> None:
    owner = member(listing.organisation, Role.OWNER)
    deprecate_listing(listing_id=listing.pk, ends_on=SOON, successor="", by=owner, now=LATER)

    revision = working_revisions([listing])[listing.pk]

    assert "marked as deprecated" in str(status_of([revision], to=owner)[revision.pk].why)


def test_roll_back_refuses_what_was_never_live(listing: Listing) -> None:
    boss, second = admin(), replaced(listing)
    arguments = {"listing_id": listing.pk, "reason": "x", "by": boss, "now": LATER}

    with refused(NeverLive):
        roll_back(**arguments, submission_id=uuid4(), seen=second.pk)
    with refused(NeverLive):
        roll_back(**arguments, submission_id=second.submission_id, seen=second.pk)


def test_roll_back_refuses_a_release_that_came_between(listing: Listing) -> None:
    first, boss = listing.live_release, admin()
    assert first is not None
    replaced(listing)

    with refused(Stale):
        roll_back(
            listing_id=listing.pk,
            submission_id=first.submission_id,
            reason="Why",
            seen=first.pk,
            by=boss,
            now=LATER,
        )


def test_roll_back_is_for_admins_with_a_reason(listing: Listing) -> None:
    first, boss, second = listing.live_release, admin(), replaced(listing)
    assert first is not None
    arguments = {"listing_id": listing.pk, "submission_id": first.submission_id, "seen": second.pk, "now": LATER}

    for actor in (member(listing.organisation, Role.OWNER), lead(), reviewer()):
        with refused(NotAllowed):
            roll_back(**arguments, reason="Why", by=actor)
    with refused(NotFound):
        roll_back(**arguments, reason="Why", by=member(partner("Other"), Role.OWNER))
    with refused(NotPossible, "reason-missing"):
        roll_back(**arguments, reason=" ", by=boss)


def test_a_rolled_back_tile_that_was_taken_out_stays_out(listing: Listing) -> None:
    first, boss = listing.live_release, admin()
    assert first is not None
    second = replaced(listing)
    unpublish_listing(listing_id=listing.pk, reason="Why", by=boss, now=LATER)

    roll_back(
        listing_id=listing.pk, submission_id=first.submission_id, reason="Why", seen=second.pk, by=boss, now=LATER
    )

    assert not Tile.objects.get().is_listed


def test_deprecate_listing_keeps_the_tile_and_says_when_it_ends(listing: Listing) -> None:
    owner, successor = member(listing.organisation, Role.OWNER), make_tile("New one")
    colleague = member(listing.organisation)

    deprecate_listing(listing_id=listing.pk, ends_on=SOON, successor=successor.slug, by=owner, now=NOW)

    listing.refresh_from_db()
    assert (listing.availability, listing.ends_on, listing.successor_id) == (
        Availability.DEPRECATED,
        SOON,
        successor.pk,
    )
    assert Tile.objects.get(pk=listing.pk).is_listed
    assert verbs()[-1] == "listing.deprecate"
    assert colleague.id in notified("listing.deprecated")


def test_deprecate_listing_gives_customers_time(listing: Listing) -> None:
    arguments = {"listing_id": listing.pk, "by": lead(), "now": NOW}

    with refused(NotPossible, "end-too-soon"):
        deprecate_listing(**arguments, ends_on=SOON - timedelta(days=1), successor="")
    for slug in ("nothing", "vercel"):
        with refused(NotPossible, "no-successor"):
            deprecate_listing(**arguments, ends_on=SOON, successor=slug)


def test_deprecate_listing_is_for_owners_and_leads(listing: Listing) -> None:
    arguments = {"listing_id": listing.pk, "ends_on": SOON, "successor": "", "now": NOW}

    for actor in (member(listing.organisation), admin(), reviewer()):
        with refused(NotAllowed):
            deprecate_listing(**arguments, by=actor)
    assert deprecate_listing(**arguments, by=lead()).availability == Availability.DEPRECATED


def test_unpublish_listing_takes_the_tile_out_and_relist_brings_it_back(listing: Listing) -> None:
    boss, editor = admin(), member(listing.organisation)
    arguments = {"listing_id": listing.pk, "by": boss, "now": NOW}

    with refused(NotPossible, "reason-missing"):
        unpublish_listing(**arguments, reason="")
    unpublish_listing(**arguments, reason="A leaked key")
    was_listed = Tile.objects.get().is_listed
    with refused(NotPossible, "availability"):
        unpublish_listing(**arguments, reason="A leaked key")
    relist_listing(**arguments)

    assert (was_listed, Tile.objects.get().is_listed) == (False, True)
    assert Listing.objects.get().availability == Availability.LISTED
    assert verbs()[-2:] == ["listing.unpublish", "listing.relist"]
    assert editor.id in notified("listing.unpublished") & notified("listing.relisted")
    with refused(NotPossible, "availability"):
        relist_listing(**arguments)


def test_relist_listing_ends_a_deprecation(listing: Listing) -> None:
    deprecate_listing(listing_id=listing.pk, ends_on=SOON, successor="", by=lead(), now=NOW)

    relist_listing(listing_id=listing.pk, by=admin(), now=NOW)

    listing.refresh_from_db()
    assert (listing.availability, listing.ends_on) == (Availability.LISTED, None)


def test_unpublish_is_for_leads_and_admins_relist_for_admins(listing: Listing) -> None:
    owner = member(listing.organisation, Role.OWNER)

    for actor in (owner, reviewer()):
        with refused(NotAllowed):
            unpublish_listing(listing_id=listing.pk, reason="Why", by=actor, now=NOW)
    unpublish_listing(listing_id=listing.pk, reason="Why", by=lead(), now=NOW)
    for actor in (owner, lead()):
        with refused(NotAllowed):
            relist_listing(listing_id=listing.pk, by=actor, now=NOW)


def test_list_of_live_tiles_is_read_in_the_order_of_an_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a few rows without an index")

    plan = live_listings(admin()).order_by("name", "pk")[:30].explain()

    assert "listings_live_by_name" in plan
    assert "TEMP B-TREE" not in plan
