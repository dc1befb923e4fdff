from datetime import date
from uuid import uuid4

import pytest

from accounts.models import Organisation, Team
from catalog.models import TileFacet
from common.actor import SYSTEM, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.models import Listing
from releases.actions import GtmInput, answer_gtm, request_gtm
from releases.errors import GtmOpen
from releases.guards import LiveFacts, gtm_available
from releases.lifecycles.gtm import states_after
from releases.models import GtmItem, GtmRequest, GtmState
from tests.accounts.factories import make_reviewer
from tests.catalog.factories import make_listing, make_tile
from tests.listings.scene import member, reviewer
from tests.sandboxes.scene import LATER, NOW, admin, lead, notified, partner, refused, verbs

pytestmark = pytest.mark.django_db
WISH = GtmInput(
    items=[GtmItem.PRESS_QUOTE, GtmItem.BLOG_POST],
    contact="launch@acme.example",
    note=" With a demo. ",
    target_on=date(2026, 5, 1),
    embargo_on=date(2026, 4, 30),
)


@pytest.fixture
def listing(acme: Organisation) -> Listing:
    tile = make_tile("Acme Queue", of=acme)
    TileFacet.objects.create(tile=tile, kind="submitted", value="Metrics")
    return Listing.objects.get(pk=tile.pk)


def make_request(listing: Listing) -> GtmRequest:
    return request_gtm(listing_id=listing.pk, content=WISH, by=member(listing.organisation), now=NOW)


def test_request_gtm_reaches_the_ecosystems_team_and_admins(listing: Listing) -> None:
    boss, colleague = admin(), make_reviewer(Team.ECOSYSTEMS)

    row = make_request(listing)

    assert (row.state, row.items, row.note) == (GtmState.REQUESTED, ["press_quote", "blog_post"], "With a demo.")
    assert (row.target_on, row.embargo_on, row.contact) == (WISH.target_on, WISH.embargo_on, WISH.contact)
    assert verbs() == ["gtm.request"]
    assert notified("gtm.requested") >= {boss.id, colleague.pk}


def test_request_gtm_is_for_editors(listing: Listing) -> None:
    for actor in (member(listing.organisation, Role.VIEWER), admin(), lead()):
        with refused(NotAllowed):
            request_gtm(listing_id=listing.pk, content=WISH, by=actor, now=NOW)
    with refused(NotFound):
        request_gtm(listing_id=listing.pk, content=WISH, by=member(partner("Other")), now=NOW)


def test_request_gtm_waits_until_the_tile_is_live(acme: Organisation) -> None:
    listing, editor = make_listing(acme, "Draft"), member(acme)

    with refused(NotPossible, "not-live"):
        request_gtm(listing_id=listing.pk, content=WISH, by=editor, now=NOW)


def test_request_gtm_is_for_integrations_that_send_data(acme: Organisation) -> None:
    tile, editor = make_tile("Reads only", of=acme), member(acme)

    with refused(NotPossible, "not-bi-directional"):
        request_gtm(listing_id=tile.pk, content=WISH, by=editor, now=NOW)


def test_request_gtm_asks_for_something(listing: Listing) -> None:
    editor = member(listing.organisation)

    with refused(NotPossible, "nothing-chosen"):
        request_gtm(listing_id=listing.pk, content=GtmInput(items=[], contact="a@b.example"), by=editor, now=NOW)


def test_one_request_is_open_at_a_time(listing: Listing) -> None:
    row, boss = make_request(listing), admin()
    editor = member(listing.organisation)

    with refused(GtmOpen):
        request_gtm(listing_id=listing.pk, content=WISH, by=editor, now=NOW)
    answer_gtm(request_id=row.pk, state=GtmState.DECLINED, answer="No", seen=GtmState.REQUESTED, by=boss, now=NOW)

    assert make_request(listing).state == GtmState.REQUESTED


def test_answer_gtm_goes_step_by_step(listing: Listing) -> None:
    row, colleague = make_request(listing), reviewer(Team.ECOSYSTEMS)
    arguments = {"request_id": row.pk, "answer": " We write. ", "by": colleague, "now": LATER}

    answer_gtm(**arguments, state=GtmState.ACCEPTED, seen=GtmState.REQUESTED)
    answer_gtm(**arguments, state=GtmState.IN_PROGRESS, seen=GtmState.ACCEPTED)
    done = answer_gtm(**arguments, state=GtmState.DONE, seen=GtmState.IN_PROGRESS)

    assert (done.state, done.answer, done.answered_by, done.answered_at) == (
        GtmState.DONE,
        "We write.",
        colleague.id,
        LATER,
    )
    assert verbs() == ["gtm.request", *["gtm.answer"] * 3]
    assert row.requested_by in notified("gtm.answered")


def test_answer_gtm_refuses_what_does_not_follow(listing: Listing) -> None:
    row, boss = make_request(listing), admin()
    arguments = {"request_id": row.pk, "by": boss, "now": NOW}

    with refused(NotPossible, "state"):
        answer_gtm(**arguments, state=GtmState.DONE, answer="x", seen=GtmState.REQUESTED)
    with refused(NotPossible, "answer-missing"):
        answer_gtm(**arguments, state=GtmState.ACCEPTED, answer=" ", seen=GtmState.REQUESTED)
    with refused(Stale):
        answer_gtm(**arguments, state=GtmState.DONE, answer="x", seen=GtmState.ACCEPTED)
    with refused(NotFound):
        answer_gtm(request_id=uuid4(), state=GtmState.DONE, answer="x", seen=GtmState.REQUESTED, by=boss, now=NOW)


def test_answer_gtm_is_for_the_ecosystems_team_and_admins(listing: Listing) -> None:
    row = make_request(listing)
    arguments = {"request_id": row.pk, "state": GtmState.ACCEPTED, "answer": "x", "seen": GtmState.REQUESTED}

    for actor in (member(listing.organisation, Role.OWNER), reviewer(Team.ENGINEERING)):
        with refused(NotAllowed):
            answer_gtm(**arguments, by=actor, now=NOW)


@pytest.mark.parametrize(
    "facts, codes",
    [
        ({}, []),
        ({"is_live": False}, ["not-live"]),
        ({"submits_data": False}, ["not-bi-directional"]),
        ({"submits_data": False, "is_paid": True}, []),
        ({"has_open_gtm": True}, ["gtm-open"]),
    ],
)
def test_gtm_is_available(facts: dict[str, bool], codes: list[str]) -> None:
    usual = {"is_live": True, "is_paid": False, "submits_data": True, "has_open_gtm": False}

    reasons = gtm_available(LiveFacts(**{**usual, **facts}), SYSTEM)

    assert [reason.code for reason in reasons] == codes


def test_every_answer_leads_somewhere() -> None:
    assert {state for state in GtmState if states_after(state)} == set(GtmState) - {GtmState.DONE, GtmState.DECLINED}
