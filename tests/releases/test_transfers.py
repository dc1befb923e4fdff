"""Transferring a listing to another organisation."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from msgspec import structs

from accounts.models import AgreementKind, Organisation, OrganisationState
from catalog.models import Tile, TileFacet
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from common.name_keys import name_keys
from files.access import visible_blob
from jobs.errors import LeaseLost
from jobs.models import Job, JobState
from listings.actions import change_state, save_section, start_revision
from listings.maintenance import used_files
from listings.models import Identity, Listing, Section
from listings.queries import visible_listings
from listings.states.revision_states import RevisionState
from notices.models import Notice
from releases.actions import expire_transfer, offer_transfer
from releases.errors import TransferOpen, TransferOver
from releases.lifecycles.transfers import TRANSFERS
from releases.models import Transfer, TransferState
from releases.queries.transfers import open_transfers, visible_transfers
from releases.transfer_guards import OFFER_LASTS
from reviews.models import Comment, EraseReason
from reviews.page.threads import Anchor, shown_thread
from reviews.queries import visible_threads, with_comments
from sandboxes.models import TileActivation
from tests.accounts.factories import PASSWORD, make_agreement, make_member
from tests.catalog.factories import make_revision
from tests.listings.scene import draft, member, organisation, reloaded, reviewer
from tests.markup import compact
from tests.reviews.accounts import give, is_erased
from tests.reviews.scene import browser_of, in_review, reviewer_for
from tests.sandboxes.scene import LATER, NOW, admin, lead, live_listing, notified, partner, refused, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
LATE = NOW + OFFER_LASTS


@pytest.fixture
def owner(acme: Organisation) -> Actor:
    return member(acme, Role.OWNER)


@pytest.fixture
def bolt() -> Organisation:
    return partner("Bolt")


@pytest.fixture
def taker(bolt: Organisation) -> Actor:
    return member(bolt, Role.OWNER)


def offered(listing: Listing, by: Actor, *, note: str = "") -> Transfer:
    return offer_transfer(listing_id=listing.pk, vendor_id="bolt", note=note, by=by, now=NOW)


def answer(verb: str, transfer_id: UUID, *, by: Actor, now: datetime) -> Transfer:
    return change_state(TRANSFERS, transfer_id, verb, parameters={}, seen=None, by=by, now=now)


def drafted(acme: Organisation) -> Listing:
    return draft(member(acme)).listing


def test_an_offer_is_told_and_changes_nothing(acme: Organisation, owner: Actor, taker: Actor) -> None:
    listing, editor = drafted(acme), member(acme)

    transfer = offered(listing, owner, note=" We sold it. ")

    assert (transfer.state, transfer.note, transfer.expires_at) == (TransferState.OFFERED, "We sold it.", LATE)
    assert Listing.objects.get().organisation == acme
    assert notified("transfer.offered") == {taker.id}
    assert verbs()[-1] == "transfer.offer"
    assert Job.objects.get(kind="transfer").run_at == LATE
    assert list(open_transfers(taker)) == [transfer]
    assert list(open_transfers(owner)) == []
    assert list(visible_transfers(editor)) == [transfer]
    assert not visible_listings(taker).exists()


def test_offers_are_made_by_owners_to_somebody_else(acme: Organisation, owner: Actor, taker: Actor) -> None:
    listing, other = drafted(acme), member(partner("Other"), Role.OWNER)
    for actor, error in (
        (member(acme), NotAllowed),
        (admin(), NotAllowed),
        (lead(), NotAllowed),
        (reviewer(), NotFound),
        (taker, NotFound),
        (other, NotFound),
    ):
        with refused(error):
            offered(listing, actor)
    for vendor_id in ("acme", "nobody", "", "x" * 500):
        with refused(NotPossible, "no-organisation"):
            offer_transfer(listing_id=listing.pk, vendor_id=vendor_id, note="", by=owner, now=NOW)
    with refused(NotFound):
        offer_transfer(listing_id=uuid4(), vendor_id="bolt", note="", by=owner, now=NOW)


def test_a_listing_is_offered_to_one_at_a_time(acme: Organisation, owner: Actor, taker: Actor) -> None:
    listing = drafted(acme)
    first = offered(listing, owner)

    with refused(TransferOpen):
        offered(listing, owner)
    answer("cancel", first.pk, by=owner, now=NOW)

    assert offered(listing, owner).is_open


@pytest.mark.parametrize(
    "state", [state for state in RevisionState if state not in {RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED}]
)
def test_nothing_changes_hands_in_the_middle_of_something(
    acme: Organisation, owner: Actor, taker: Actor, state: RevisionState
) -> None:
    archived = {"archived_from": RevisionState.DRAFT} if state is RevisionState.ARCHIVED else {}
    planned = {"release_at": LATER} if state is RevisionState.SCHEDULED else {}
    listing = make_revision(acme, state=state, **archived, **planned).listing

    if state in {RevisionState.PUBLISHED, RevisionState.SUPERSEDED}:
        assert offered(listing, owner).is_open
    else:
        with refused(NotPossible, "under-way"):
            offered(listing, owner)


def test_what_stands_against_it_is_asked_again_when_it_is_accepted(
    acme: Organisation, owner: Actor, bolt: Organisation, taker: Actor
) -> None:
    listing = drafted(acme)
    transfer = offered(listing, owner)
    twin = drafted(bolt)
    similar_name = listing.name.replace("A", "\N{GREEK CAPITAL LETTER ALPHA}")
    Listing.objects.filter(pk=twin.pk).update(name=similar_name, **structs.asdict(name_keys(similar_name)))
    Listing.objects.filter(pk=listing.pk).update(hold="Dispute")
    Organisation.objects.update(state=OrganisationState.SUSPENDED)

    with refused(NotPossible, "hold", "organisation-suspended", "organisation-suspended", "name-taken"):
        answer("accept", transfer.pk, by=taker, now=NOW)


def test_what_is_live_needs_a_receiver_who_could_have_published_it(acme: Organisation) -> None:
    listing, owner = live_listing(acme), member(acme, Role.OWNER)
    organisation("Bolt")
    make_agreement(AgreementKind.PROGRAMME)

    with refused(NotPossible, "vendor-unconfirmed", "programme-agreement"):
        offered(listing, owner)


def test_a_live_listing_changes_hands_and_stays_live(
    acme: Organisation, owner: Actor, bolt: Organisation, taker: Actor
) -> None:
    listing = live_listing(acme)
    names = set(Identity.objects.filter(listing=listing).values_list("kind", "value"))
    sha256 = next(iter(listing.live_release.submission.files.values()))
    revision = start_revision(listing_id=listing.pk, by=owner, now=NOW)
    ecosystems = reviewer_for("ecosystems")
    transfer = offered(listing, owner)

    answer("accept", transfer.pk, by=taker, now=LATER)

    after = Listing.objects.get()
    tile = Tile.objects.get()
    assert (after.organisation, after.live_release, after.transferred_at) == (bolt, listing.live_release, LATER)
    assert (tile.vendor, tile.is_listed, tile.view["vendor_url"]) == ("Bolt", True, "https://bolt.example")
    assert list(TileFacet.objects.filter(kind="vendor").values_list("value", flat=True)) == ["Bolt"]
    assert not TileActivation.objects.filter(deactivated_at=None).exists()
    assert set(Identity.objects.filter(listing=listing).values_list("kind", "value")) == names
    overview = Section.objects.get(revision=revision, key="overview").document
    assert (overview["vendor_name"], overview["vendor_id"]) == ("Bolt", "bolt")
    assert list(visible_listings(taker)) == [after]
    assert not visible_listings(owner).exists()
    assert visible_blob(taker, listing.pk, sha256) is not None
    private = next(iter(set(used_files(listing.pk)) - set(tile.files.values_list("sha256", flat=True))))
    assert visible_blob(owner, listing.pk, private) is None
    assert notified("transfer.accepted") >= {owner.id, ecosystems.id}
    assert verbs()[-1] == "transfer.accept"
    assert not Job.objects.filter(kind="transfer").exists()


def test_the_next_revision_begins_under_the_new_name(acme: Organisation, owner: Actor, taker: Actor) -> None:
    listing = live_listing(acme)
    answer("accept", offered(listing, owner).pk, by=taker, now=LATER)

    revision = start_revision(listing_id=listing.pk, by=taker, now=LATER)

    assert Section.objects.get(revision=revision, key="overview").document["vendor_name"] == "Bolt"


def test_threads_come_along_and_say_which_side_spoke(bolt: Organisation, taker: Actor) -> None:
    scene = in_review()
    thread = scene.comment("documentation", now=NOW)
    scene.send_back("documentation", now=NOW)
    Comment.objects.create(thread=thread, by_id=scene.owner.id, is_partner=True, body="Yes", at=NOW)
    transfer = offered(scene.revision.listing, scene.owner)

    answer("accept", transfer.pk, by=taker, now=LATER)

    Comment.objects.create(thread=thread, by_id=taker.id, is_partner=True, body="We too", at=LATER)
    visible = with_comments(visible_threads(taker, thread.listing_id)).get()
    shown = shown_thread(visible, Anchor(words="", href=""), taker)
    assert [comment.side for comment in shown.comments] == ["Documentation", "former partner", "Bolt"]
    assert shown.may_reply
    title = {"title": "Bolt Widget"}
    save_section(revision_id=scene.revision_id, key="overview", version=None, changes=title, by=taker, now=LATER)
    assert reloaded(scene.revision_id).listing.organisation == bolt


def test_test_accounts_of_the_giver_are_erased(bolt: Organisation, taker: Actor) -> None:
    scene = in_review()
    scene.send_back("documentation", now=NOW)
    account = give(scene)

    answer("accept", offered(scene.revision.listing, scene.owner).pk, by=taker, now=LATER)

    assert is_erased(account)
    assert account.erase_reason == EraseReason.TRANSFERRED


def test_answers_are_given_once_by_the_right_owner_in_time(
    acme: Organisation, owner: Actor, bolt: Organisation, taker: Actor
) -> None:
    transfer = offered(drafted(acme), owner)
    strangers = (member(partner("Other"), Role.OWNER), NotFound)
    for verb, actors in (
        ("accept", ((owner, NotFound), (member(bolt), NotAllowed), (admin(), NotAllowed), strangers)),
        ("decline", ((owner, NotFound), (member(bolt), NotAllowed), (lead(), NotAllowed), strangers)),
        ("cancel", ((taker, NotFound), (member(acme), NotAllowed), (admin(), NotAllowed), strangers)),
    ):
        for actor, error in actors:
            with refused(error):
                answer(verb, transfer.pk, by=actor, now=NOW)
        with refused(TransferOver):
            answer(verb, transfer.pk, by=owner if verb == "cancel" else taker, now=LATE)
    declined = answer("decline", transfer.pk, by=taker, now=LATER)

    assert (declined.state, declined.answered_by, declined.answered_at) == ("declined", taker.id, LATER)
    assert notified("transfer.declined") == {owner.id}
    for verb, actor in (("accept", taker), ("decline", taker), ("cancel", owner)):
        with refused(TransferOver):
            answer(verb, transfer.pk, by=actor, now=LATER)


def test_an_offer_ends_by_itself_once(acme: Organisation, owner: Actor, taker: Actor) -> None:
    transfer = offered(drafted(acme), owner)

    expire(transfer)

    transfer.refresh_from_db()
    assert (transfer.state, transfer.answered_by) == (TransferState.EXPIRED, None)
    assert notified("transfer.expired") == {owner.id, taker.id}
    assert verbs()[-2:] == ["transfer.offer", "transfer.expire"]
    with refused(LeaseLost):
        expire_transfer(transfer_id=transfer.pk, job_id=Job.objects.get(kind="transfer").pk, attempt=1, now=LATE)


def test_an_answer_comes_before_the_clock(acme: Organisation, owner: Actor, taker: Actor) -> None:
    transfer = offered(drafted(acme), owner)
    Job.objects.filter(kind="transfer").update(state=JobState.RUNNING, attempt=1, lease_until=LATE)
    answer("accept", transfer.pk, by=taker, now=LATER)

    expire(transfer)

    transfer.refresh_from_db()
    assert (transfer.state, notified("transfer.expired")) == (TransferState.ACCEPTED, set())


def expire(transfer: Transfer) -> None:
    """Run the job of the offer as at its expiry."""
    Job.objects.filter(kind="transfer").update(state=JobState.RUNNING, attempt=1, lease_until=LATE)
    expire_transfer(transfer_id=transfer.pk, job_id=Job.objects.get(kind="transfer").pk, attempt=1, now=LATE)


def test_owners_hand_a_listing_over_on_the_pages(acme: Organisation, bolt: Organisation) -> None:
    listing = drafted(acme)
    olga, theo = _browser(acme, "olga"), _browser(bolt, "theo")
    form = f"/listings/{listing.pk}/transfer/"

    assert b"Vendor ID of the other organisation" in olga.get(form).content
    for wrong in ("", "nobody", "acme"):
        refusal = olga.post(form, {"vendor_id": wrong, "note": "Sold to Bolt"})
        assert (refusal.status_code, b"Sold to Bolt" in refusal.content) == (422, True)
    address = olga.post(form, {"vendor_id": "bolt", "note": "Sold"})["Location"]
    assert olga.get(form)["Location"] == address
    assert b"Cancel transfer" in olga.get(address).content
    page = compact(theo.get(address).content.decode())
    assert ("Accept transfer" in page, "Sold" in page, "Open listing" in page) == (True, True, False)
    listed = theo.get("/transfers/").content.decode()
    assert all(text in listed for text in (listing.name, 'data-label="From"', 'data-label="To"'))
    assert f'href="{address}"' in compact(theo.get("/").content.decode())
    assert address not in compact(olga.get("/").content.decode())
    home = compact(olga.get(f"/listings/{listing.pk}/").content.decode())
    assert ("Offered to Bolt" in home, f'href="{form}"' in home) == (True, True)
    done = theo.post(f"{address}accept/")

    assert done["Location"] == f"/listings/{listing.pk}/"
    assert b"Transferred to another organisation" in theo.get(done["Location"]).content
    assert olga.get(done["Location"]).status_code == 404
    assert b"Accepted" in olga.get(address).content


def test_stale_page_of_an_offer_is_refused(acme: Organisation, owner: Actor, bolt: Organisation) -> None:
    transfer, theo = offered(drafted(acme), owner), _browser(bolt, "theo")
    Transfer.objects.update(expires_at=timezone.now() + OFFER_LASTS)
    address = f"/transfers/{transfer.pk}/"
    page = compact(theo.get(address).content.decode())

    older = theo.post(f"{address}accept/", {"seen": "cancelled"}, headers={"Referer": f"http://testserver{address}"})
    answer("cancel", transfer.pk, by=owner, now=timezone.now())
    closed = theo.post(f"{address}accept/", {"seen": "offered"}, headers={"Referer": f"http://testserver{address}"})

    assert page.count('name="seen" value="offered"') == 2
    assert [(response.status_code, response["Location"]) for response in (older, closed)] == [(303, address)] * 2
    assert Transfer.objects.get().state == TransferState.CANCELLED


def test_form_of_a_transfer_is_folded_and_keeps_what_was_typed(
    acme: Organisation, owner: Actor, bolt: Organisation
) -> None:
    """Also if it is refused because the transfer has been closed."""
    transfer, theo = offered(drafted(acme), owner), _browser(bolt, "theo")
    Transfer.objects.update(expires_at=timezone.now() + OFFER_LASTS)
    address = f"/transfers/{transfer.pk}/"

    form = BeautifulSoup(theo.get(address).content, "html.parser").select_one('form[action$="/decline/"]')
    answer("cancel", transfer.pk, by=owner, now=timezone.now())
    refused = theo.post(f"{address}decline/", {"seen": "offered", "reason": "Not ours"})

    assert form
    assert form.select_one("details.fold [name=reason]")
    assert (refused.status_code, "Not ours" in refused.content.decode()) == (409, True)


@pytest.mark.parametrize("reason", ["We no longer run this product.", ""])
def test_reason_of_a_declined_transfer_is_shown_to_both_sides(
    acme: Organisation, owner: Actor, bolt: Organisation, taker: Actor, reason: str
) -> None:
    transfer, olga, theo = offered(drafted(acme), owner), _browser(acme, "olga"), _browser(bolt, "theo")
    Transfer.objects.update(expires_at=timezone.now() + OFFER_LASTS)
    address = f"/transfers/{transfer.pk}/"

    theo.post(f"{address}decline/", {"seen": "offered", "reason": reason})

    pages = ((olga, address), (theo, address), (olga, transfer.listing.get_absolute_url()), (olga, "/notices/"))
    for browser, page in pages:
        html = compact(browser.get(page).content.decode())
        assert reason in html
    assert ("banner" in compact(olga.get(address).content.decode())) == bool(reason)


def test_page_shows_the_buttons_of_a_closed_transfer(
    acme: Organisation, owner: Actor, taker: Actor, bolt: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer = offered(drafted(acme), owner)
    answer("decline", transfer.pk, by=taker, now=NOW)
    rows = [structs.replace(row, sources=(TransferState.DECLINED,)) for row in TRANSFERS.rows if row.verb == "cancel"]
    monkeypatch.setattr(type(TRANSFERS), "rows", (*TRANSFERS.rows, *rows))

    page = browser_of(owner).get(f"/transfers/{transfer.pk}/").content.decode()

    assert f'action="/transfers/{transfer.pk}/cancel/"' in page


def test_notice_of_the_release_before_has_no_reason(acme: Organisation, owner: Actor, taker: Actor) -> None:
    transfer, olga = offered(drafted(acme), owner), _browser(acme, "olga")
    answer("decline", transfer.pk, by=taker, now=LATER)
    for notice in Notice.objects.filter(kind="transfer.declined"):
        del notice.parameters["reason"]
        notice.save()

    page = compact(olga.get("/notices/").content.decode())

    assert "declined the transfer." in page


def test_offer_is_closed_while_something_is_against_it(acme: Organisation) -> None:
    listing, olga = drafted(acme), _browser(acme, "olga")
    Listing.objects.update(hold="Dispute")

    page = compact(olga.get(f"/listings/{listing.pk}/transfer/").content.decode())

    assert "The listing is on hold." in page


def _browser(of: Organisation, name: str) -> Client:
    client, person = Client(), make_member(of, Role.OWNER, name)
    client.force_login(person)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def test_a_page_of_an_offer_that_ran_out_says_so(acme: Organisation, owner: Actor, bolt: Organisation) -> None:
    transfer = offered(drafted(acme), owner)
    Transfer.objects.update(expires_at=NOW - timedelta(days=1))

    page = compact(_browser(bolt, "theo").get(f"/transfers/{transfer.pk}/").content.decode())

    assert ("Expired" in page, "Accept transfer" in page) == (True, False)
