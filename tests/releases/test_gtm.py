from datetime import date, datetime

import pytest

from accounts.models import Organisation, Team
from catalog.models import TileFacet
from common.actor import SYSTEM, Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.actions.requests import change_request, send_request
from listings.models import Listing
from releases.errors import GtmOpen
from releases.guards import LiveFacts, gtm_available
from releases.lifecycles.gtm import GTM
from releases.models import GtmItem, GtmRequest, GtmState
from tests.accounts.factories import make_reviewer
from tests.catalog.factories import make_listing, make_tile
from tests.listings.scene import member, reviewer
from tests.sandboxes.scene import LATER, NOW, admin, lead, notified, partner, refused, verbs

pytestmark = pytest.mark.django_db
WISH = {
    "items": [GtmItem.PRESS_QUOTE, GtmItem.BLOG_POST],
    "contact": "launch@acme.example",
    "note": "With a demo.",
    "target_on": date(2026, 5, 1),
    "embargo_on": date(2026, 4, 30),
}


@pytest.fixture
def listing(acme: Organisation) -> Listing:
    tile = make_tile("Acme Queue", of=acme)
    TileFacet.objects.create(tile=tile, kind="submitted", value="Metrics")
    return Listing.objects.get(pk=tile.pk)


def request_gtm(listing: Listing, by: Actor, **changes: object) -> GtmRequest:
    row = GtmRequest(listing=Listing.objects.get(pk=listing.pk), **{**WISH, **changes})
    return send_request(GTM, row, by=by, now=NOW, parameters={"items": row.items})


def answer_gtm(row: GtmRequest, verb: str, answer: str, *, by: Actor, seen: str, now: datetime = NOW) -> GtmRequest:
    return change_request(GTM, row.pk, verb, by=by, now=now, seen=seen, parameters={"answer": answer})


def make_request(listing: Listing) -> GtmRequest:
    return request_gtm(listing, member(listing.organisation))


def test_request_gtm_reaches_the_ecosystems_team_and_admins(listing: Listing) -> None:
    boss, colleague = admin(), make_reviewer(Team.ECOSYSTEMS)

    row = make_request(listing)

    assert (row.state, row.items, row.note) == (GtmState.REQUESTED, ["press_quote", "blog_post"], "With a demo.")
    assert (row.target_on, row.embargo_on, row.contact) == (WISH["target_on"], WISH["embargo_on"], WISH["contact"])
    assert verbs() == ["gtm.request"]
    assert notified("gtm.requested") >= {boss.id, colleague.pk}


def test_request_gtm_is_for_editors(listing: Listing) -> None:
    for actor in (member(listing.organisation, Role.VIEWER), admin(), lead()):
        with refused(NotAllowed):
            request_gtm(listing, actor)
    with refused(NotFound):
        request_gtm(listing, member(partner("Other")))


def test_request_gtm_waits_until_the_tile_is_live(acme: Organisation) -> None:
    listing, editor = make_listing(acme, "Draft"), member(acme)

    with refused(NotPossible, "not-live"):
        request_gtm(listing, editor)


def test_request_gtm_is_for_integrations_that_send_data(acme: Organisation) -> None:
    tile, editor = make_tile("Reads only", of=acme), member(acme)

    with refused(NotPossible, "not-bi-directional"):
        request_gtm(tile, editor)


def test_request_gtm_asks_for_something(listing: Listing) -> None:
    editor = member(listing.organisation)

    with refused(NotPossible, "nothing-chosen"):
        request_gtm(listing, editor, items=[])


def test_one_request_is_open_at_a_time(listing: Listing) -> None:
    row, boss = make_request(listing), admin()
    editor = member(listing.organisation)

    with refused(GtmOpen):
        request_gtm(listing, editor)
    answer_gtm(row, "decline", "No", by=boss, seen="requested")

    assert make_request(listing).state == GtmState.REQUESTED


def test_answer_gtm_goes_step_by_step(listing: Listing) -> None:
    row, colleague = make_request(listing), reviewer(Team.ECOSYSTEMS)

    answer_gtm(row, "accept", " We write. ", by=colleague, seen="requested", now=LATER)
    answer_gtm(row, "start", " We write. ", by=colleague, seen="accepted", now=LATER)
    done = answer_gtm(row, "finish", " We write. ", by=colleague, seen="in_progress", now=LATER)

    assert (done.state, done.answer, done.decided_by, done.decided_at) == (
        GtmState.DONE,
        "We write.",
        colleague.id,
        LATER,
    )
    assert verbs() == ["gtm.request", *["gtm.answer"] * 3]
    assert row.requested_by in notified("gtm.answered")


def test_answer_gtm_refuses_what_does_not_follow(listing: Listing) -> None:
    row, boss = make_request(listing), admin()

    with refused(NotPossible, "state"):
        answer_gtm(row, "finish", "x", by=boss, seen="requested")
    with refused(NotPossible, "answer-missing"):
        answer_gtm(row, "accept", " ", by=boss, seen="requested")
    with refused(Stale):
        answer_gtm(row, "finish", "x", by=boss, seen="accepted")
    with refused(NotFound):
        answer_gtm(GtmRequest(), "finish", "x", by=boss, seen="requested")


def test_answer_gtm_is_for_the_ecosystems_team_and_admins(listing: Listing) -> None:
    row = make_request(listing)

    for actor in (member(listing.organisation, Role.OWNER), reviewer(Team.ENGINEERING)):
        with refused(NotAllowed):
            answer_gtm(row, "accept", "x", by=actor, seen="requested")


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


def test_a_repeated_answer_changes_nothing(listing: Listing) -> None:
    row, boss = make_request(listing), admin()

    answer_gtm(row, "accept", "Yes", by=boss, seen="requested")
    again = answer_gtm(row, "accept", "Yes, again", by=boss, seen="requested")

    assert (again.answer, len(again.history)) == ("Yes", 1)
    with refused(Stale):
        answer_gtm(row, "accept", "Yes", by=admin(), seen="requested")


def test_both_sides_write_messages_until_the_partner_withdraws(listing: Listing) -> None:
    editor, boss = member(listing.organisation), admin()
    row = request_gtm(listing, editor)

    for by, text in ((boss, "Which date?"), (editor, "In May.")):
        change_request(GTM, row.pk, "message", by=by, now=NOW, parameters={"message": text})
        assert ({editor.id, boss.id} - {by.id}) <= notified("gtm.message")
    with refused(NotAllowed):
        change_request(GTM, row.pk, "withdraw", by=boss, now=NOW)
    withdrawn = change_request(GTM, row.pk, "withdraw", by=editor, now=NOW)

    assert [(entry["verb"], entry["text"]) for entry in withdrawn.history] == [
        ("message", "Which date?"),
        ("message", "In May."),
        ("withdraw", ""),
    ]
    assert (withdrawn.state, withdrawn.decided_by) == (GtmState.WITHDRAWN, editor.id)
    assert boss.id in notified("gtm.withdrawn")
    with refused(NotPossible, "state"):
        change_request(GTM, row.pk, "message", by=boss, now=NOW, parameters={"message": "Wait"})
    assert make_request(listing).state == GtmState.REQUESTED
