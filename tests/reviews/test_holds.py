"""Our staff put a listing on hold and end the hold, on the page of the listing or of a review."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team
from common.actor import Actor, TeamRole
from common.errors import NotPossible
from listings.actions import change_state, replace_submission, submit_revision
from listings.lifecycle.revisions import REVISION
from listings.models import Listing, Revision
from listings.queries import status_of
from listings.queries.timeline import reasons_of, timeline_events
from listings.states.revision_states import RevisionState
from notices.models import Notice
from notices.texts import notices_with_texts
from reviews.actions import claim_review, retract_decision
from reviews.calendar import add_business_days, business_days_until
from reviews.models import Review
from reviews.queries import active_claims, visible_open_reviews
from reviews.queries.calendars import portal_calendar
from reviews.queries.waiting import Waiting, waiting_of
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.markup import compact
from tests.reviews.scene import InReview, browser_of, in_review, pass_checks, reviewer_for
from tests.validation.scene import ready

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
NOTE = "We ask our lawyers about the name."


@pytest.fixture
def lead() -> Actor:
    return reviewer_for(Team.ENGINEERING, role=TeamRole.LEAD)


def _hold(scene: InReview, lead: Actor, *, days: int = 0) -> None:
    parameters = {"reason": "Trademark of Acme Inc.", "note": NOTE}
    _change("put on hold", scene, lead, days=days, **parameters)


def _change(verb: str, scene: InReview, by: Actor, *, days: int = 0, **parameters: str) -> None:
    now = NOW + timedelta(days=days)
    change_state(REVISION, scene.revision_id, verb, parameters=parameters, seen=None, by=by, now=now)


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return compact(response.content.decode())


def test_notice_contains_only_what_its_text_shows(lead: Actor) -> None:
    """People can export their notices. The reason of a hold is for our staff only."""
    _hold(in_review(), lead)

    notice = Notice.objects.filter(kind="listing.put-on-hold").latest("created_at")

    assert notice.parameters.keys() == {"actor", "listing", "note"}


def test_lead_holds_and_continues_on_the_page_of_a_review(lead: Actor) -> None:
    scene, client = in_review(), browser_of(lead)
    address = reverse("reviews:review", args=[scene.review("engineering").pk])
    assert f'href="/listings/{scene.revision.listing_id}/"' in _page(client, address)
    assert "Put on hold" in _page(client, address)

    refused = client.post(f"{address}act/put-on-hold/", {"seen": scene.revision.version, "reason": "Trademark"})
    assert refused.status_code == 422
    assert re.search(r"<textarea[^>]*>\s*Trademark<", refused.content.decode())
    assert not Listing.objects.get().hold

    values = {"seen": scene.revision.version, "reason": "Trademark", "note": NOTE}
    assert client.post(f"{address}act/put-on-hold/", values).headers["Location"] == address
    page = _page(client, address)
    assert "The listing is on hold: Trademark" in page
    assert "End hold" in page
    assert "Put on hold" not in page

    client.post(f"{address}act/end-hold/", {"seen": scene.revision.version})
    assert "The hold has ended." in _page(client, address)
    assert not Listing.objects.get().hold


@pytest.mark.parametrize("page", ["listing", "review"])
def test_form_that_was_refused_after_the_password_is_shown_at_its_address(lead: Actor, page: str) -> None:
    scene, client = in_review(), browser_of(lead)
    pages = {"listing": f"/listings/{scene.revision.listing_id}/", "review": _review_address(scene)}
    address = f"{pages[page]}act/put-on-hold/"
    session = client.session
    until = timezone.now().timestamp() + 60
    kept = {"path": address, "values": "reason=Trademark", "errors": {"__all__": ["Too late."]}, "until": until}
    session["refused_button"] = kept
    session.save()

    shown = client.get(address)

    session["refused_button"] = {**kept, "until": until - 120}
    session.save()
    assert client.get(address).status_code in {403, 405}
    assert shown.status_code == 422
    assert all(text in compact(shown.content.decode()) for text in ("Trademark", "Too late."))
    assert client.get(address.replace("put-on", "end")).status_code in {403, 405}


def _review_address(scene: InReview) -> str:
    return reverse("reviews:review", args=[scene.review("engineering").pk])


def test_partner_reads_the_note_but_not_the_reason(lead: Actor) -> None:
    scene = in_review()
    _hold(scene, lead)

    page = _page(browser_of(scene.owner), scene.revision.listing.get_absolute_url())

    assert f"Your listing is on hold: {NOTE}" in page
    assert "Trademark" not in page
    assert "End hold" not in page
    (sent,) = notices_with_texts(list(Notice.objects.filter(person_id=scene.owner.id, kind="listing.put-on-hold")))
    assert NOTE in sent.text.body


def test_texts_of_a_hold_stay_after_it(lead: Actor) -> None:
    scene = in_review()
    _hold(scene, lead)
    _change("end hold", scene, lead, days=1)

    of_partner = _page(browser_of(scene.owner), scene.revision.listing.get_absolute_url())
    of_staff = _page(browser_of(lead), f"{_review_address(scene)}?view=history")

    assert NOTE in of_partner
    assert "Trademark" not in of_partner
    assert "Trademark of Acme Inc." in of_staff
    assert f"Note to the partner: {NOTE}" in of_staff
    events = list(timeline_events(scene.revision.listing))
    assert list(reasons_of(events).values()) == [NOTE]


def test_reviewers_cannot_decide_or_be_late_during_a_hold(lead: Actor) -> None:
    scene, engineer = in_review(), reviewer_for(Team.ENGINEERING)
    due = scene.review("engineering").due_at
    _hold(scene, lead, days=1)

    with pytest.raises(NotPossible) as refused:
        scene.approve("engineering")
    assert refused.value.context["codes"] == ["hold"]
    assert not visible_open_reviews(engineer).filter(due_at__isnull=False).exists()

    _change("end hold", scene, lead, days=11)
    left = business_days_until(due, NOW + timedelta(days=1), portal_calendar())
    review = scene.review("engineering")
    assert review.due_at == add_business_days(NOW + timedelta(days=11), left, portal_calendar())
    assert (review.waiting_since, review.held_for, review.paused_at) == (NOW, timedelta(days=10), None)

    _hold(scene, lead, days=12)
    _change("end hold", scene, lead, days=13)
    review = scene.review("engineering")
    assert (review.waiting_since, review.held_for) == (NOW, timedelta(days=11))


def test_holds_of_earlier_submissions_do_not_count_for_the_next_one(lead: Actor) -> None:
    scene = in_review()
    _hold(scene, lead)
    _change("end hold", scene, lead, days=1)
    scene.send_back(note="Say more.", now=NOW + timedelta(days=2))

    scene.resubmit(now=NOW + timedelta(days=5))

    review = scene.review("engineering")
    assert (review.waiting_since, review.held_for) == (NOW + timedelta(days=4), None)
    waiting = waiting_of(review, now=NOW + timedelta(days=6))
    assert waiting == Waiting(time=timedelta(days=1), held=timedelta(), earlier=timedelta(days=1))


def test_review_that_was_overdue_has_a_business_day_after_the_hold(lead: Actor) -> None:
    scene, end = in_review(), NOW + timedelta(days=14)
    _hold(scene, lead, days=10)
    assert scene.review("engineering").days_left == 0

    _change("end hold", scene, lead, days=14)

    assert scene.review("engineering").due_at == add_business_days(end, 1, portal_calendar())


def test_dates_stay_stopped_if_a_hold_ends_while_nobody_can_decide(lead: Actor) -> None:
    scene = in_review()
    _hold(scene, lead)
    left = scene.review("engineering").days_left
    Revision.objects.filter(pk=scene.revision_id).update(state=RevisionState.SUBMITTED)

    _change("end hold", scene, lead, days=1)

    review = scene.review("engineering")
    assert (review.days_left, review.due_at) == (left, None)


def test_listing_on_hold_cannot_be_submitted(lead: Actor) -> None:
    scene = in_review()
    scene.send_back(note="Say more.")
    _hold(scene, lead)

    with pytest.raises(NotPossible) as refused:
        scene.resubmit(now=NOW + timedelta(hours=1))

    assert refused.value.context["codes"] == ["hold"]


def test_due_dates_of_reviews_that_open_during_a_hold_begin_when_it_ends(lead: Actor) -> None:
    owner, engineer = member(organisation()), reviewer_for(Team.ENGINEERING)
    revision = ready(owner)
    scene = InReview(owner=owner, revision_id=revision.pk)
    submit_revision(revision_id=revision.pk, seen=None, by=owner, now=NOW)
    _hold(scene, lead)
    pass_checks(revision.pk)
    assert not Review.objects.filter(due_at__isnull=False).exists()

    _change("end hold", scene, lead, days=5)

    waiting = {(row.waiting_since, row.held_for) for row in Review.objects.all()}
    assert waiting == {(NOW, timedelta(days=5))}
    (told,) = notices_with_texts(list(Notice.objects.filter(person_id=engineer.id)))
    assert told.text.subject == f"{revision.listing.name} is waiting for Engineering"


def test_submission_whose_checks_pass_during_a_hold_keeps_its_place(lead: Actor) -> None:
    scene = in_review()
    scene.approve("engineering")
    scene.send_back(note="Say more.", now=NOW + timedelta(days=1))
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW + timedelta(days=2))
    _hold(scene, lead, days=2)
    pass_checks(scene.revision_id, now=NOW + timedelta(days=2))

    _change("end hold", scene, lead, days=5)

    carried, review = scene.review("engineering"), scene.review("documentation")
    assert (review.waiting_since, review.held_for) == (NOW + timedelta(days=1), timedelta(days=3))
    assert (carried.waiting_since, carried.paused_at, carried.days_left) == (None, None, None)


def test_approvals_before_a_hold_count_when_it_ends(lead: Actor) -> None:
    scene = in_review()
    for team in Team.values:
        if team != "documentation" and Review.objects.filter(team=team).exists():
            scene.approve(team)
    _hold(scene, lead)

    _change("end hold", scene, lead)

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert {row.team for row in Review.objects.filter(due_at__isnull=False)} == {"documentation"}


def test_second_hold_and_end_without_hold_are_refused(lead: Actor) -> None:
    scene = in_review()
    with pytest.raises(NotPossible, match="isn't on hold"):
        _change("end hold", scene, lead)
    _hold(scene, lead)

    with pytest.raises(NotPossible, match="The listing is on hold"):
        _hold(scene, lead)


def test_draft_on_hold_waits_for_our_staff(lead: Actor) -> None:
    owner = member(organisation())
    revision = draft(owner)
    scene = InReview(owner=owner, revision_id=revision.pk)
    _hold(scene, lead)

    message = status_of([reloaded(revision)], to=owner)[revision.pk]

    assert (message.waiting_on, message.since) == ("A lead reviewer", NOW)


@pytest.mark.parametrize("verdict", ["approve", "send_back"])
def test_decision_that_is_taken_back_during_a_hold_starts_no_due_date(lead: Actor, verdict: str) -> None:
    scene = in_review()
    decision = getattr(scene, verdict)("engineering")
    _hold(scene, lead)

    retract_decision(decision_id=decision.pk, by=scene.team("engineering"), now=NOW + timedelta(minutes=5))

    assert scene.revision.state == RevisionState.IN_REVIEW
    assert not Review.objects.filter(due_at__isnull=False).exists()
    _change("end hold", scene, lead, days=5)
    reviews = Review.objects.all()
    assert {row.waiting_since for row in reviews} == {NOW}
    assert all(row.due_at and row.due_at > NOW + timedelta(days=5) for row in reviews)


def test_reviews_of_a_submission_that_is_replaced_during_a_hold_get_due_dates_again(lead: Actor) -> None:
    scene = in_review()
    left = business_days_until(scene.review("engineering").due_at, NOW, portal_calendar())
    _hold(scene, lead)
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW + timedelta(days=1))
    _change("end hold", scene, lead, days=2)

    scene.resubmit(now=NOW + timedelta(days=3))

    assert scene.review("engineering").due_at == add_business_days(NOW + timedelta(days=3), left, portal_calendar())


def test_hold_is_no_idle_time_of_a_claim(lead: Actor) -> None:
    scene = in_review()
    left = claim_review(review_id=scene.review("documentation").pk, by=scene.team("documentation"), now=NOW)
    held = claim_review(
        review_id=scene.review("engineering").pk, by=scene.team("engineering"), now=NOW + timedelta(hours=20)
    )
    _hold(scene, lead, days=1)

    _change("end hold", scene, lead, days=5)

    claims = active_claims([left.review_id, held.review_id], NOW + timedelta(days=5, hours=23))
    assert [claim.pk for claim in claims.values()] == [held.pk]
