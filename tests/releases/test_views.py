import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, Person
from catalog.models import TileFacet
from common.actor import SYSTEM
from listings.lifecycle.date_guards import release_time
from listings.lifecycle.transitions import TRANSITIONS
from listings.models import Listing, Revision
from listings.pages.button_forms import TransitionForm
from listings.states.availabilities import Availability
from listings.states.revision_states import RELEASE_READY, RevisionState
from releases.guards import earliest_end, latest_end
from releases.lifecycles.live_tiles import LIVE_TILES
from releases.models import GtmRequest, GtmState
from releases.queries import release_facts
from tests.accounts.factories import PASSWORD
from tests.catalog.factories import make_revision, make_tile
from tests.listings.scene import reloaded
from tests.markup import compact
from tests.sandboxes.scene import LATER, approved, as_, live_listing, on_hold, post, send_back, signed_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev"), pytest.mark.sqlite_is_enough]


def test_an_admin_publishes_after_the_rehearsal(acme: Organisation, boss: Person) -> None:
    revision, client = signed_off(approved(acme)), as_(boss)
    waiting = "1 tile is signed off and can be published"
    assert waiting in compact(client.get("/").content.decode())
    page = compact(client.get(f"/releases/{revision.pk}/").content.decode())

    target = post(client, f"/releases/{revision.pk}/publish/", seen=str(revision.version))

    assert "A new tile appears in the public catalogue." in page
    assert target == f"/releases/live/{revision.listing_id}/"
    assert Client().get("/catalogue/vercel/").status_code == 200
    assert b"Published" in client.get(target).content
    assert waiting not in compact(client.get("/").content.decode())


def test_states_that_cannot_be_published_say_what_a_release_needs(acme: Organisation, owner: Person) -> None:
    publishable = {state for row in TRANSITIONS if row.verb == "publish" for state in row.sources}
    assert {state for state in RELEASE_READY if not state.row.release_needs} == publishable
    page = as_(owner).get(f"/releases/{approved(acme).pk}/")
    assert "An admin must enable the tile in a sandbox org first." in compact(page.content.decode())


def test_a_release_on_hold_is_confirmed_on_the_page_of_the_listing(
    acme: Organisation, owner: Person, boss: Person
) -> None:
    revision = on_hold(acme)
    address = f"/releases/{revision.pk}/"
    page = compact(as_(boss).get(address).content.decode())
    assert "On hold until confirmed" in page
    assert "This release is on hold. An owner must confirm it first." in page
    assert "can be published" not in compact(as_(boss).get("/").content.decode())
    listing = compact(as_(owner).get(revision.listing.get_absolute_url()).content.decode())
    assert ">Confirm release<" in listing.replace("> ", ">").replace(" <", "<")

    post(as_(owner), f"/listings/{revision.listing_id}/act/confirm-release/", seen=str(revision.version))

    page = compact(as_(boss).get(address).content.decode())
    assert "The release was confirmed on" in page
    assert "must confirm it first" not in page
    assert "Confirm release" not in compact(as_(owner).get(revision.listing.get_absolute_url()).content.decode())


def test_owner_confirms_a_release_where_home_leads(acme: Organisation, owner: Person, boss: Person) -> None:
    revision = on_hold(acme)
    client, address = as_(owner), f"/releases/{revision.pk}/"

    assert client.get(f"/listings/{revision.listing_id}/continue/")["Location"] == f"{address}#requested"
    assert "Confirm release" in compact(client.get(address).content.decode())
    assert "Confirm release" not in compact(as_(boss).get(address).content.decode())
    post(client, f"{address}confirm/", seen=str(revision.version))

    assert "Confirm release" not in compact(client.get(address).content.decode())
    assert release_facts([reloaded(revision)])[revision.pk].is_unconfirmed is False


def test_links_to_a_release_outlive_it(acme: Organisation, owner: Person, boss: Person) -> None:
    published, back = signed_off(approved(acme)), signed_off(approved(acme, name="Acme Other"))
    post(as_(boss), f"/releases/{published.pk}/publish/", seen=str(published.version))
    send_back(back)

    client = as_(owner)
    assert client.get(f"/releases/{published.pk}/")["Location"] == f"/releases/live/{published.listing_id}/"
    assert client.get(f"/releases/{back.pk}/")["Location"] == f"/listings/{back.listing_id}/"


def test_publishing_asks_who_it_is_again_after_a_while(acme: Organisation, boss: Person) -> None:
    revision, client = signed_off(approved(acme)), Client()
    client.force_login(boss)

    response = client.post(f"/releases/{revision.pk}/publish/", {"seen": str(revision.version)})
    before = reloaded(revision).state
    published = client.post(response["Location"], {"password": PASSWORD})

    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert before == RevisionState.SIGNED_OFF
    assert published["Location"] == f"/releases/live/{revision.listing_id}/"
    assert reloaded(revision).state == RevisionState.PUBLISHED


def test_a_stale_page_publishes_nothing(acme: Organisation, boss: Person) -> None:
    revision, client = signed_off(approved(acme)), as_(boss)
    address = f"/releases/{revision.pk}/"

    response = client.post(f"{address}publish/", {"seen": "1"}, headers={"Referer": f"http://testserver{address}"})

    assert (response.status_code, response["Location"]) == (303, address)
    assert reloaded(revision).state == RevisionState.SIGNED_OFF


def test_a_release_is_planned_and_taken_back(acme: Organisation, owner: Person) -> None:
    revision, client = signed_off(approved(acme)), as_(owner)
    address = f"/releases/{revision.pk}/"

    past = client.post(f"{address}schedule/", {"release_at": "2020-01-01T09:00", "seen": str(revision.version)})
    broken = client.post(f"{address}schedule/", {"release_at": "soon"})
    post(
        client,
        f"{address}schedule/",
        release_at=f"{timezone.now() + timedelta(days=30):%Y-%m-%dT%H:%M}",
        seen=str(revision.version),
    )
    planned = compact(client.get("/releases/").content.decode())
    post(client, f"{address}unschedule/", seen=str(reloaded(revision).version))

    assert (past.status_code, broken.status_code) == (422, 422)
    assert "Choose a time in the future." in past.content.decode()
    assert 'value="2020-01-01T09:00"' in past.content.decode()
    assert 'id="planned"' in planned
    assert reloaded(revision).state == RevisionState.SIGNED_OFF


NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")


def next_change(hour: int, *, is_spring: bool) -> datetime:
    """The next local time at half past this hour in New York that doesn't exist (in spring) or exists twice."""
    tomorrow = timezone.now().replace(hour=hour, minute=30, second=0, microsecond=0, tzinfo=None) + timedelta(days=1)
    for day in (tomorrow + timedelta(days=n) for n in range(364)):
        first, second = (day.replace(tzinfo=NEW_YORK, fold=fold).utcoffset() for fold in (0, 1))
        if first != second and (first < second) == is_spring:
            return day
    raise AssertionError


def test_limits_of_the_release_time_are_those_of_the_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    (row,) = (row for row in TRANSITIONS if row.verb == "schedule")
    with timezone.override("Asia/Tokyo"):
        widget = TransitionForm(row=row, subject=Revision(), actor=SYSTEM).fields["release_at"].widget

    for limit, minutes, is_valid in (("min", 0, True), ("min", -1, False), ("max", 0, True), ("max", 1, False)):
        at = datetime.fromisoformat(widget.attrs[limit]) + timedelta(minutes=minutes)
        parameters = {"release_at": at.replace(tzinfo=TOKYO)}
        assert (not release_time(None, parameters, LATER)) == is_valid, (limit, minutes)


def test_release_time_is_read_in_the_zone_that_the_page_names(acme: Organisation, owner: Person) -> None:
    revision = signed_off(approved(acme))
    address, gap, fold = f"/releases/{revision.pk}/", next_change(2, is_spring=True), next_change(1, is_spring=False)
    Person.objects.filter(pk=owner.pk).update(time_zone="Asia/Tokyo")
    page = compact(as_(owner).get(address).content.decode())
    Person.objects.filter(pk=owner.pk).update(time_zone="America/New_York")

    values = {"release_at": f"{gap:%Y-%m-%dT%H:%M}", "zone": "Asia/Tokyo", "seen": str(revision.version)}
    refusals = [
        as_(owner).post(f"{address}schedule/", {**values, "release_at": f"{at:%Y-%m-%dT%H:%M}", "zone": ""})
        for at in (gap, fold)
    ]
    post(as_(owner), f"{address}schedule/", **values)

    assert "In the time zone Asia/Tokyo." in page
    for refused, typed in zip(refusals, (gap, fold), strict=True):
        assert refused.status_code == 422
        assert "The clocks change then" in refused.content.decode()
        assert f'value="{typed:%Y-%m-%dT%H:%M}"' in refused.content.decode()
    assert reloaded(revision).release_at == gap.replace(tzinfo=TOKYO)


def test_refused_end_of_a_tile_is_told_at_its_field(acme: Organisation, owner: Person) -> None:
    listing, client = live_listing(acme), as_(owner)
    address, far = f"/releases/live/{listing.pk}/", f"{timezone.now() + timedelta(days=200):%Y-%m-%d}"

    early = client.post(f"{address}deprecate/", {"ends_on": "2026-01-01", "successor": "other-tile"})
    late = client.post(f"{address}deprecate/", {"ends_on": "9999-12-31", "successor": "other-tile"})
    unknown = client.post(f"{address}deprecate/", {"ends_on": far, "successor": "other-tile"})

    for response, field, words in (
        (early, "ends_on", "90 days"),
        (late, "ends_on", "or earlier"),
        (unknown, "successor", "No other live tile"),
    ):
        page = compact(response.content.decode())
        assert response.status_code == 422
        assert 'value="other-tile"' in page
        assert re.search(rf'id="[^"]*{field}-findings">.{{0,300}}{words}', page)
    page = compact(client.get(address).content.decode())
    assert f'min="{earliest_end(timezone.now())}"' in page
    assert f'max="{latest_end(timezone.now())}"' in page


def test_sending_back_needs_a_reason(acme: Organisation, boss: Person) -> None:
    revision, client = signed_off(approved(acme)), as_(boss)

    empty = client.post(f"/releases/{revision.pk}/send-back/", {"reason": " "})
    post(client, f"/releases/{revision.pk}/send-back/", reason="Late.", seen=str(revision.version))

    assert empty.status_code == 422
    assert reloaded(revision).state == RevisionState.CHANGES_REQUESTED


def test_a_live_tile_is_deprecated_taken_out_and_listed_again(acme: Organisation, owner: Person, boss: Person) -> None:
    listing = live_listing(acme)
    address = f"/releases/live/{listing.pk}/"
    partner, admin, successor = as_(owner), as_(boss), make_tile("New one")
    end = f"{timezone.now() + timedelta(days=200):%Y-%m-%d}"
    shown = (f'value="{end}"', f'value="{successor.slug}"', f'End date: <time datetime="{end}"')

    assert partner.post(f"{address}deprecate/", {"ends_on": ""}).status_code == 422
    post(partner, f"{address}deprecate/", ends_on=end, successor=successor.slug)
    assert Listing.objects.get(pk=listing.pk).availability == Availability.DEPRECATED
    page = compact(partner.get(address).content.decode())
    assert [text for text in (*shown, "Open tile") if text not in page] == []
    assert "its end date is removed" in admin.get(address).content.decode()
    post(admin, f"{address}unpublish/", reason="A leaked key")
    assert Client().get("/catalogue/vercel/").status_code == 410
    page = admin.get(address).content.decode()
    assert ("List tile again" in page, "its end date is removed" in page, "Open tile" in page) == (True, False, False)
    post(admin, f"{address}relist/")
    assert Client().get("/catalogue/vercel/").status_code == 200
    assert "The current state is: Listed." in admin.post(f"{address}relist/").content.decode()


def test_a_roll_back_is_rehearsed_and_done(acme: Organisation, boss: Person) -> None:
    listing = Listing.objects.get(pk=live_listing(acme).pk)
    first = listing.live_release
    assert first is not None
    newer = make_revision(acme)
    submission = newer.submissions.get()
    listing.live_release = type(first).objects.create(
        listing=listing, submission=submission, kind="publish", at=LATER, replaces=first
    )
    listing.save()
    client, address = as_(boss), f"/releases/live/{listing.pk}/"
    page = compact(client.get(f"{address}?submission={first.submission_id}").content.decode())
    data = {"submission": str(first.submission_id), "reason": "Wrong", "seen": LIVE_TILES.version(listing)}

    refused = client.post(f"{address}roll-back/", {**data, "reason": ""})
    long_ago = Client()
    long_ago.force_login(boss)
    for verb in ("roll-back", "unpublish"):
        assert long_ago.post(f"{address}{verb}/", {**data, "reason": ""}).status_code == 422
        assert "/reauthenticate/" in long_ago.post(f"{address}{verb}/", data)["Location"]
    post(client, f"{address}roll-back/", **data)

    assert refused.status_code == 422
    assert f'href="{address}?submission={first.submission_id}#roll-back"' in compact(refused.content.decode())
    assert "The tile stays enabled in acme-dev." in page
    assert Listing.objects.get(pk=listing.pk).live_release.kind == "roll_back"
    assert b"Rolled back" in client.get(address).content


def test_the_page_of_a_live_tile_reads_earlier_submissions_once(acme: Organisation, boss: Person) -> None:
    listing, client = live_listing(acme), as_(boss)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/releases/live/{listing.pk}/")

    wanted = 'ORDER BY "listings_submission"."submitted_at" DESC'
    assert sum(wanted in query["sql"] for query in queries.captured_queries) == 1


def test_go_to_market_is_asked_for_and_answered(acme: Organisation, owner: Person, boss: Person) -> None:
    tile = make_tile("Acme Queue", of=acme)
    TileFacet.objects.create(tile=tile, kind="submitted", value="Logs")
    address = f"/sandboxes/go-to-market/{tile.pk}/"
    partner, admin = as_(owner), as_(boss)
    data = {"items": ["blog_post"], "contact": "a@b.example", "target_on": "2126-05-01", "embargo_on": "2126-05-02"}

    late = partner.post(f"{address}request/", data)
    post(partner, f"{address}request/", **{**data, "embargo_on": "2126-04-30"})
    row = GtmRequest.objects.get()
    answered = {"answer": "We write in May.", "seen": "requested"}
    accept = f"/sandboxes/go-to-market/answers/{row.pk}/accept/"
    assert admin.post(accept, {**answered, "answer": ""}).status_code == 422
    post(admin, accept, **answered)

    assert late.status_code == 422
    assert GtmRequest.objects.get().state == GtmState.ACCEPTED
    assert b"We write in May." in partner.get(address).content
    assert b"Acme Queue" in admin.get("/sandboxes/go-to-market/").content


@pytest.mark.parametrize("name", ["target_on", "embargo_on"])
def test_go_to_market_refuses_a_past_date_at_its_field(acme: Organisation, owner: Person, name: str) -> None:
    tile = make_tile("Acme Queue", of=acme)
    TileFacet.objects.create(tile=tile, kind="submitted", value="Logs")
    address, today = f"/sandboxes/go-to-market/{tile.pk}/", timezone.localdate().isoformat()
    data = {"items": ["blog_post"], "contact": "a@b.example"}

    refused = as_(owner).post(f"{address}request/", {**data, name: "2020-01-01"})

    page = compact(refused.content.decode())
    assert (refused.status_code, page.count("Choose today or a later date.")) == (422, 2)  # summary and field
    assert 'value="2020-01-01"' in page
    assert page.count(f'min="{today}"') == 2
    post(as_(owner), f"{address}request/", **{**data, name: today})
    assert getattr(GtmRequest.objects.get(), name) == timezone.localdate()


def test_go_to_market_says_why_it_is_closed(acme: Organisation, owner: Person) -> None:
    revision = make_revision(acme)

    html = compact(as_(owner).get(f"/sandboxes/go-to-market/{revision.listing_id}/").content.decode())

    assert "You can request go-to-market help once the tile is live." in html


def test_every_tab_of_releases_shows_the_tabs_and_belongs_to_releases(boss: Person) -> None:
    client = as_(boss)
    tabs = r'<nav class="tabs" aria-label="Releases">.*?</nav>'

    for path in re.findall(r'href="([^"]+)"', _part(client, "/releases/", tabs)):
        assert 'aria-current="page"' in _part(client, path, tabs)
        assert re.search(r'href="/releases/"[^>]*aria-current="page"', _part(client, path, r"<header.*?</header>"))


def _part(client: Client, path: str, pattern: str) -> str:
    """The first part of the page that matches the pattern."""
    return str(re.findall(pattern, client.get(path).content.decode(), re.DOTALL)[0])


def test_reason_for_unpublishing_is_shown_to_partner_and_staff(acme: Organisation, owner: Person, boss: Person) -> None:
    listing = live_listing(acme)
    address = f"/releases/live/{listing.pk}/"
    post(as_(boss), f"{address}unpublish/", reason="A leaked key")

    for reader in (owner, boss):
        for page, times in ((address, 2), (f"/listings/{listing.pk}/", 2)):  # the state, and the history
            assert compact(as_(reader).get(page).content.decode()).count("A leaked key") == times

    post(as_(boss), f"{address}relist/")
    for page, times in ((address, 1), (f"/listings/{listing.pk}/", 1)):
        assert compact(as_(owner).get(page).content.decode()).count("A leaked key") == times
    assert "Listed again" in compact(as_(owner).get(address).content.decode())
