"""Concurrent actions of two people. SQLite queues writers, PostgreSQL locks rows: the tests run on both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import SlipwayError
from listings.actions import replace_submission
from listings.states.revision_states import RevisionState
from reviews.actions import (
    add_drafts,
    approve_review,
    block_thread,
    claim_review,
    delete_draft,
    open_thread,
    reopen_thread,
    request_changes,
    resolve_thread,
    retract_decision,
    save_team_texts,
    send_draft,
    tick_items,
)
from reviews.actions.bulk_claims import ClaimChange, change_claims
from reviews.actions.threads import NewThread
from reviews.models import ChecklistTick, Claim, CommentDraft, Decision, Review, TeamTexts, TextsKind, Thread
from reviews.team_texts import TeamText
from tests.listings.scene import NOW
from tests.reviews.scene import FIRST_TEAMS, InReview, copies_of, in_review, reviewer_for

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = "documentation"


@pytest.fixture
def scene() -> InReview:
    return in_review()


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run the calls concurrently. Returns "" or the error code for each."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        barrier.wait(timeout=10)
        try:
            call()
        except SlipwayError as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_of_two_who_claim_at_once_one_wins(scene: InReview) -> None:
    review, people = scene.review(DOCS), [reviewer_for(DOCS) for _ in range(4)]

    outcomes = at_once(*(lambda by=by: claim_review(review_id=review.pk, by=by, now=NOW) for by in people))

    assert sorted(outcomes) == ["", *["review-already-claimed"] * 3]
    assert Claim.objects.filter(review=review, released_at=None).count() == 1


def test_of_two_who_claim_several_at_once_each_review_has_one_winner(scene: InReview) -> None:
    copies_of(scene, ["Second", "Third"])
    ids, people = (
        list(Review.objects.filter(team=DOCS).values_list("pk", flat=True)),
        [reviewer_for(DOCS) for _ in "ab"],
    )
    outcomes = []

    def claim_all(by: Actor) -> None:
        outcomes.append(change_claims(ClaimChange.CLAIM, selected=dict.fromkeys(ids), to=None, by=by, now=NOW))

    assert at_once(*(lambda by=by: claim_all(by) for by in people)) == ["", ""]

    assert sum(len(outcome.done) for outcome in outcomes) == len(ids)
    refused = [reviews for outcome in outcomes for reviews in outcome.refused.values()]
    assert sum(map(len, refused)) == len(ids)
    assert Claim.objects.filter(review__in=ids, released_at=None).count() == len(ids)


def test_last_two_approvals_at_once_approve_the_revision_once(scene: InReview) -> None:
    first, second = FIRST_TEAMS[:2]
    scene.approve_all(FIRST_TEAMS[2:])
    actors = {team: scene.team(team) for team in (first, second)}
    reviews, submission = {team: scene.review(team).pk for team in (first, second)}, scene.submission.pk

    outcomes = at_once(
        *(
            lambda team=team: approve_review(
                review_id=reviews[team], submission_id=submission, note="", by=actors[team], now=NOW
            )
            for team in (first, second)
        )
    )

    assert outcomes == ["", ""]
    assert scene.revision.state == RevisionState.APPROVED
    assert scene.revision.state_periods.filter(state=RevisionState.IN_REVIEW).count() == 1


def test_approval_and_request_for_changes_at_once_leave_one_state(scene: InReview) -> None:
    scene.approve_all(FIRST_TEAMS[:2])
    docs, ecosystems = scene.team(DOCS), scene.team("ecosystems")
    reviews, submission = (scene.review(DOCS).pk, scene.review("ecosystems").pk), scene.submission.pk

    outcomes = at_once(
        lambda: approve_review(review_id=reviews[0], submission_id=submission, note="", by=docs, now=NOW),
        lambda: request_changes(review_id=reviews[1], submission_id=submission, note="No", by=ecosystems, now=NOW),
    )

    assert outcomes[1] == ""
    assert outcomes[0] in {"", "not-possible"}
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert Decision.objects.filter(verdict="request_changes").count() == 1


def test_partner_edits_while_the_request_for_changes_is_taken_back(scene: InReview) -> None:
    decision, docs = scene.send_back(DOCS), scene.team(DOCS)
    later = NOW + timedelta(minutes=1)

    retracted, edited = at_once(
        lambda: retract_decision(decision_id=decision.pk, by=docs, now=later),
        lambda: scene.edit(short_description="Another one", now=later),
    )

    assert (retracted, edited) in {("", "not-possible"), ("decision-final", "")}
    is_in_review = scene.revision.state == RevisionState.IN_REVIEW
    assert is_in_review == (retracted == "")
    assert (scene.review(DOCS).due_at is not None) == is_in_review


def test_partner_replaces_while_the_last_team_approves(scene: InReview) -> None:
    scene.approve_all(team for team in FIRST_TEAMS if team != DOCS)
    docs, review, read = scene.team(DOCS), scene.review(DOCS).pk, scene.submission.pk

    approved, replaced = at_once(
        lambda: approve_review(review_id=review, submission_id=read, note="", by=docs, now=NOW),
        lambda: replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=NOW),
    )

    # The team can still approve while the partner edits.
    assert approved == ""
    states = {"": RevisionState.CHANGES_REQUESTED, "not-possible": RevisionState.APPROVED}
    assert scene.revision.state == states[replaced]
    assert Decision.objects.filter(review=review).exists()


def test_double_click_decides_once(scene: InReview) -> None:
    review, submission, by = scene.review(DOCS).pk, scene.submission.pk, scene.team(DOCS)

    outcomes = at_once(
        *(lambda: approve_review(review_id=review, submission_id=submission, note="", by=by, now=NOW) for _ in range(3))
    )

    assert outcomes == ["", "", ""]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("first", [approve_review, request_changes])
def test_of_two_deciders_of_one_team_the_first_counts(scene: InReview, first: Callable[..., Decision]) -> None:
    """The second one is refused, and neither the decision nor the comments of the first one change."""
    review, submission, people = scene.review(DOCS).pk, scene.submission.pk, [reviewer_for(DOCS) for _ in range(2)]
    about = {"review_id": review, "submission_id": submission, "now": NOW}

    outcomes = at_once(
        lambda: first(**about, note="From one", by=people[0]),
        lambda: request_changes(**about, note="From the other", by=people[1]),
    )

    assert sorted(outcomes) == ["", "already-decided"]
    decision = Decision.objects.get()
    assert decision.by_id == people[outcomes.index("")].id
    is_returned = scene.revision.state == RevisionState.CHANGES_REQUESTED
    assert is_returned == (decision.verdict == "request_changes")


def test_blocking_thread_and_last_approval_at_once_are_never_both_in_force(scene: InReview) -> None:
    scene.approve_all(FIRST_TEAMS[:3])
    docs, ecosystems = scene.team(DOCS), scene.team("ecosystems")
    review, submission, revision = scene.review("ecosystems").pk, scene.submission.pk, scene.revision_id
    new_thread = NewThread(body="Wait", is_blocking=True)

    at_once(
        lambda: approve_review(review_id=review, submission_id=submission, note="", by=ecosystems, now=NOW),
        lambda: open_thread(revision_id=revision, new_thread=new_thread, team=DOCS, by=docs, now=NOW),
    )

    thread = Thread.objects.get()
    if scene.revision.state == RevisionState.IN_REVIEW:  # the thread was first
        resolve_thread(thread_id=thread.pk, by=docs, now=NOW)
    assert scene.revision.state == RevisionState.APPROVED


def test_comment_is_resolved_by_the_partner_or_blocking_but_never_both(scene: InReview) -> None:
    thread, docs = scene.comment(DOCS), scene.team(DOCS)

    outcomes = at_once(
        lambda: resolve_thread(thread_id=thread.pk, by=scene.owner, now=NOW),
        lambda: block_thread(thread_id=thread.pk, by=docs, now=NOW),
    )

    thread.refresh_from_db()
    assert sorted(outcomes) == ["", "not-possible"]
    assert (thread.is_resolved, thread.is_blocking) == (outcomes[0] == "", outcomes[1] == "")


def test_thread_is_reopened_once_by_two_clicks(scene: InReview) -> None:
    thread = scene.comment(DOCS, is_blocking=True)
    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=NOW)

    outcomes = at_once(
        *(lambda: reopen_thread(thread_id=thread.pk, by=scene.owner, now=NOW, reason="Still wrong.") for _ in range(2))
    )

    assert outcomes == ["", ""]
    assert (thread.comments.count(), Event.objects.filter(verb="thread.reopen").count()) == (2, 1)


def test_draft_is_sent_once_by_a_decision_and_two_windows(scene: InReview) -> None:
    docs, review, submission = scene.team(DOCS), scene.review(DOCS).pk, scene.submission.pk
    new_threads = [NewThread(body="Which unit?", is_blocking=True), NewThread(body="Shorter?")]
    drafts = add_drafts(review_id=review, new_threads=new_threads, by=docs, now=NOW)

    outcomes = at_once(
        *(lambda: send_draft(draft_id=drafts[0].pk, by=docs, now=NOW) for _ in range(2)),
        *(
            lambda: request_changes(review_id=review, submission_id=submission, note="", by=docs, now=NOW)
            for _ in range(2)
        ),
    )

    assert outcomes == ["", "", "", ""]
    assert sorted(Thread.objects.values_list("pk", flat=True)) == sorted(draft.pk for draft in drafts)
    assert not CommentDraft.objects.exists()


def test_draft_is_deleted_or_sent_but_never_both(scene: InReview) -> None:
    docs = scene.team(DOCS)
    new_threads = [NewThread(body="Which unit?")]
    draft = add_drafts(review_id=scene.review(DOCS).pk, new_threads=new_threads, by=docs, now=NOW)[0]

    outcomes = at_once(
        lambda: send_draft(draft_id=draft.pk, by=docs, now=NOW),
        lambda: delete_draft(draft_id=draft.pk, by=docs, now=NOW),
    )

    is_sent = Thread.objects.filter(pk=draft.pk).exists()
    assert outcomes == (["", "draft-gone"] if is_sent else ["draft-gone", ""])


def test_of_two_leads_who_save_at_once_one_wins(transactional_db: None) -> None:
    leads = [reviewer_for(DOCS, role=TeamRole.LEAD) for _ in range(3)]
    items = [[TeamText(key="a", text={"en": f"Text {number}"})] for number in range(3)]

    outcomes = at_once(
        *(
            lambda by=by, texts=texts: save_team_texts(
                kind=TextsKind.CHECKLIST, team=DOCS, items=texts, seen=0, by=by, now=NOW
            )
            for by, texts in zip(leads, items, strict=True)
        )
    )

    assert sorted(outcomes) == ["", "team-texts-changed", "team-texts-changed"]
    assert TeamTexts.objects.get().number == 1


def test_untick_and_approval_at_once_are_never_both_done(scene: InReview) -> None:
    lead, docs, review, submission = (
        reviewer_for(DOCS, role=TeamRole.LEAD),
        scene.team(DOCS),
        scene.review(DOCS).pk,
        scene.submission.pk,
    )
    items = [TeamText(key="a", text={"en": "Read"}, is_required=True)]
    save_team_texts(kind=TextsKind.CHECKLIST, team=DOCS, items=items, seen=0, by=lead, now=NOW)
    seen = {"review_id": review, "submission_id": submission, "by": docs, "now": NOW}
    tick_items(**seen, version=1, ticked=["a"], unticked=())

    outcomes = at_once(
        lambda: approve_review(**seen, note=""),
        lambda: tick_items(**seen, version=1, ticked=(), unticked=["a"]),
    )

    is_ticked = ChecklistTick.objects.filter(review=review).exists()
    assert outcomes == (["", "not-possible"] if is_ticked else ["not-possible", ""])
    assert Decision.objects.filter(review=review).exists() == is_ticked
