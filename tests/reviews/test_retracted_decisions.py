"""Reviewers withdraw their approvals and requests for changes."""

from datetime import timedelta
from uuid import uuid4

import pytest

from audit.models import Event
from common.errors import NotAllowed, NotFound
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.actions import (
    claim_review,
    reply_to_thread,
    resolve_thread,
    retract_decision,
)
from reviews.errors import DecisionFinal
from reviews.guards import RETRACT_WITHIN
from reviews.models import Claim, Decision, Review, Thread, ThreadState, Verdict
from reviews.queries import active_claims
from tests.listings.scene import NOW
from tests.reviews.scene import (
    FIRST_TEAMS,
    InReview,
    after,
    in_review,
    reviewer_for,
)

pytestmark = pytest.mark.django_db
DOCS = "documentation"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def kinds_for(person: object) -> list[str]:
    return list(Notice.objects.filter(person_id=person).order_by("created_at", "pk").values_list("kind", flat=True))


def test_retract_decision_puts_an_approved_revision_back_in_review(scene: InReview) -> None:
    claim = claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=NOW)
    before = [scene.review(DOCS).waiting_since, scene.review(DOCS).due_at]
    scene.approve_all()
    decision = Decision.objects.get(review__team=DOCS)

    back = retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=9))

    assert (back.verdict, back.retracts_id, back.by_id) == ("", decision.pk, scene.team(DOCS).id)
    assert scene.revision.state == RevisionState.IN_REVIEW
    review = scene.review(DOCS)
    assert [review.waiting_since, review.due_at] == before
    assert Claim.objects.get(pk=claim.pk).released_at is None
    assert Event.objects.filter(verb="review.retract", actor_id=scene.team(DOCS).id).count() == 1
    assert Event.objects.filter(verb="revision.approval-taken-back").count() == 1
    assert kinds_for(scene.owner.id)[-1] == "listing.approval-taken-back"


def test_retract_decision_leaves_the_team_to_decide_again(scene: InReview) -> None:
    first = scene.approve(DOCS)
    retract_decision(decision_id=first.pk, by=scene.team(DOCS), now=after(minutes=1))

    second = scene.approve(DOCS, now=after(minutes=2))

    assert second.pk != first.pk
    assert Decision.objects.count() == 3


def test_retract_decision_reopens_the_threads_that_the_approval_has_resolved(scene: InReview) -> None:
    answered, settled, other = scene.comment(DOCS), scene.comment(DOCS), scene.comment("engineering")
    for thread in (answered, settled, other):
        reply_to_thread(thread_id=thread.pk, body="Done.", by=scene.owner, now=NOW)
    resolve_thread(thread_id=settled.pk, by=scene.team(DOCS), now=NOW)
    decision = scene.approve(DOCS, now=after(minutes=1))
    scene.approve("engineering", now=after(minutes=1))

    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=2))

    states = {thread.pk: thread.state for thread in Thread.objects.all()}
    resolved = ThreadState.RESOLVED
    assert states == {answered.pk: ThreadState.ANSWERED, settled.pk: resolved, other.pk: resolved}
    assert Thread.objects.get(pk=answered.pk).resolved_at is None


def test_retract_decision_is_final_after_ten_minutes(scene: InReview) -> None:
    decision = scene.approve(DOCS)

    with pytest.raises(DecisionFinal):
        retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=NOW + RETRACT_WITHIN + timedelta(seconds=1))

    assert Decision.objects.count() == 1
    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=NOW + RETRACT_WITHIN)


def test_retract_decision_is_final_when_somebody_acted_on_it(scene: InReview) -> None:
    scene.approve_all()
    decision = Decision.objects.get(review__team=DOCS)
    revision = scene.revision
    revision.state = RevisionState.IN_SANDBOX
    revision.save()

    with pytest.raises(DecisionFinal):
        retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=1))


def test_retract_decision_works_once(scene: InReview) -> None:
    decision = scene.approve(DOCS)
    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=1))

    with pytest.raises(DecisionFinal):
        retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=2))


def test_retract_decision_continues_the_review_after_a_request_for_changes(scene: InReview) -> None:
    claim = claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=NOW)
    scene.approve("engineering")
    before = list(Review.objects.order_by("pk").values_list("waiting_since", "due_at"))
    decision = scene.send_back(DOCS, now=after(hours=1))

    back = retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(hours=1, minutes=9))

    assert (back.verdict, back.retracts_id) == ("", decision.pk)
    assert scene.revision.state == RevisionState.IN_REVIEW
    assert list(Review.objects.order_by("pk").values_list("waiting_since", "due_at")) == before
    assert set(active_claims([claim.review_id], after(hours=2))) == {claim.review_id}
    assert kinds_for(scene.owner.id)[-2:] == ["listing.request-changes", "listing.request-taken-back"]
    assert Event.objects.filter(verb="revision.request-taken-back", actor_kind="system").count() == 1
    assert scene.approve(DOCS, now=after(hours=2)).verdict == Verdict.APPROVE


def test_retract_decision_restores_the_approval_before_a_request_for_changes(scene: InReview) -> None:
    blocking = scene.comment("engineering", is_blocking=True, now=NOW)
    scene.approve_all(team for team in FIRST_TEAMS if team != "engineering")
    decision = scene.send_back(DOCS, now=after(hours=1))
    resolve_thread(thread_id=blocking.pk, by=scene.team("engineering"), now=after(hours=1))

    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(hours=1, minutes=1))

    assert scene.review(DOCS).waiting_since is None
    scene.approve("engineering", now=after(hours=2))
    assert scene.revision.state == RevisionState.APPROVED


@pytest.mark.parametrize("is_submitted", [False, True])
def test_retract_decision_is_final_when_the_partner_has_begun(scene: InReview, is_submitted: bool) -> None:
    decision = scene.send_back(DOCS)
    if is_submitted:
        scene.resubmit(now=after(minutes=1))
    else:
        scene.edit(short_description="Another one", now=after(minutes=1))

    with pytest.raises(DecisionFinal):
        retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=2))

    assert not Decision.objects.filter(verdict="").exists()


def test_retract_decision_is_for_the_last_request_for_changes(scene: InReview) -> None:
    decision = scene.send_back(DOCS)
    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=1))

    with pytest.raises(DecisionFinal):
        retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=2))
    late = scene.send_back(DOCS, now=after(minutes=3))
    with pytest.raises(DecisionFinal):
        retract_decision(decision_id=late.pk, by=scene.team(DOCS), now=after(minutes=13, seconds=1))


def test_retract_decision_is_for_its_author(scene: InReview) -> None:
    decision = scene.approve(DOCS)

    with pytest.raises(NotAllowed):
        retract_decision(decision_id=decision.pk, by=reviewer_for(DOCS), now=NOW)
    with pytest.raises(NotFound):
        retract_decision(decision_id=decision.pk, by=scene.owner, now=NOW)
    with pytest.raises(NotFound):
        retract_decision(decision_id=uuid4(), by=scene.team(DOCS), now=NOW)
