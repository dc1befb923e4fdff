"""The partner replaces a submission, teams approve, and our staff hold the listing, in different orders."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Team
from common.actor import Actor, TeamRole
from listings.actions import cancel_replacement, change_state, replace_submission, submit_revision
from listings.lifecycle.revisions import REVISION
from listings.states.revision_states import RevisionState
from reviews.actions import claim_review, retract_decision
from reviews.models import Claim, Decision
from tests.reviews.scene import DOCS, InReview, after, browser_of, html_of, in_review, pass_checks, reviewer_for, today
from tests.validation.scene import attest_again

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def lead() -> Actor:
    return reviewer_for(Team.ENGINEERING, role=TeamRole.LEAD)


def change(verb: str, scene: InReview, by: Actor, *, hours: float) -> None:
    words = {"reason": "Trademark", "note": "We ask our lawyers."}
    now = after(hours=hours)
    change_state(REVISION, scene.revision_id, verb, parameters=words, seen=None, by=by, now=now)


def replace(scene: InReview, *, hours: float) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=hours))


def cancel(scene: InReview, *, hours: float) -> None:
    cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=hours))


def test_replacement_is_cancelled_during_a_hold_after_all_teams_approved(scene: InReview, lead: Actor) -> None:
    replace(scene, hours=1)
    scene.approve_all(now=after(hours=2))
    change("put on hold", scene, lead, hours=3)

    cancel(scene, hours=4)

    assert scene.revision.state == RevisionState.IN_REVIEW
    change("end hold", scene, lead, hours=5)
    assert scene.revision.state == RevisionState.APPROVED


def test_checks_pass_during_a_hold_and_all_approvals_carry_over(scene: InReview, lead: Actor) -> None:
    replace(scene, hours=1)
    scene.approve_all(now=after(hours=2))
    attest_again(scene.revision, by=scene.owner, now=after(hours=3))
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))
    change("put on hold", scene, lead, hours=4)

    pass_checks(scene.revision_id, now=after(hours=5))

    assert scene.revision.state == RevisionState.IN_REVIEW
    change("end hold", scene, lead, hours=6)
    assert scene.revision.state == RevisionState.APPROVED


def test_approval_during_a_replacement_is_withdrawn_after_it_is_cancelled(scene: InReview) -> None:
    due_at = scene.review(DOCS).due_at
    claim = claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=after(hours=1))
    replace(scene, hours=2)
    decision = scene.approve(DOCS, now=after(hours=3))
    cancel(scene, hours=3)

    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(hours=3, minutes=5))

    review = scene.review(DOCS)
    assert (review.waiting_since, review.due_at) == (after(hours=1), due_at + timedelta(hours=1))
    assert Claim.objects.get(pk=claim.pk).released_at is None


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_approval_is_withdrawn_while_the_partner_edits(scene: InReview, *, is_cancelled: bool) -> None:
    due_at = scene.review(DOCS).due_at
    replace(scene, hours=2)
    decision = scene.approve(DOCS, now=after(hours=3))

    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(hours=3, minutes=5))

    review = scene.review(DOCS)
    assert (review.waiting_since, review.due_at, scene.revision.state) == (None, None, RevisionState.CHANGES_REQUESTED)
    if is_cancelled:
        cancel(scene, hours=4)
    else:
        scene.resubmit(now=after(hours=4))
    review = scene.review(DOCS)
    assert (review.waiting_since, review.due_at) == (
        after(hours=1, minutes=55),
        due_at + timedelta(hours=1, minutes=55),
    )
    scene.approve_all(now=after(hours=5))
    assert scene.revision.state == RevisionState.APPROVED
    assert Decision.objects.filter(review=review, carried_from=None, verdict="approve").count() == 2


def test_approval_after_a_hold_is_not_due_again_after_another_hold(scene: InReview, lead: Actor) -> None:
    change("put on hold", scene, lead, hours=1)
    replace(scene, hours=2)
    change("end hold", scene, lead, hours=3)
    scene.approve(DOCS, now=after(hours=4))
    cancel(scene, hours=5)
    change("put on hold", scene, lead, hours=6)

    change("end hold", scene, lead, hours=7)

    assert scene.review(DOCS).waiting_since is None
    assert scene.review("engineering").waiting_since is not None


def test_approval_is_withdrawn_after_a_colleague_requested_changes(scene: InReview) -> None:
    waiting = [scene.review(DOCS).waiting_since, scene.review(DOCS).due_at]
    approval = scene.approve(DOCS)
    request = scene.send_back("engineering")
    retract_decision(decision_id=approval.pk, by=scene.team(DOCS), now=after(minutes=1))

    retract_decision(decision_id=request.pk, by=scene.team("engineering"), now=after(minutes=2))

    assert [scene.review(DOCS).waiting_since, scene.review(DOCS).due_at] == waiting


def test_page_offers_to_withdraw_the_approval_while_the_partner_edits(scene: InReview) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=today())
    decision = scene.approve(DOCS, now=today())
    docs, url = browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/"
    assert "Withdraw approval" in html_of(docs, url)

    docs.post(reverse("reviews:decision-retract", args=[decision.pk]))

    html = html_of(docs, url)
    assert "Withdraw approval" not in html
    assert 'value="approve"' in html
