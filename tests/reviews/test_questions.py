"""Internal questions: every team sees them, and none can approve before they are answered."""

import pytest
from django.test import Client

from common.errors import NotPossible
from listings.states.revision_states import RevisionState
from reviews.actions import approve_review, reply_to_thread, resolve_thread
from reviews.models import Thread, ThreadState, Visibility
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, after, browser_of, html_of, today

pytestmark = pytest.mark.django_db
ENGINEERING = "engineering"


@pytest.fixture
def question(scene: InReview) -> Thread:
    return scene.comment(ENGINEERING, body="Which scope writes the keys?", path="", is_question=True, now=today())


def codes_against_approving(scene: InReview, team: str) -> list[str]:
    with pytest.raises(NotPossible) as refused:
        scene.approve(team, now=today())
    return list(refused.value.context["codes"])  # type: ignore[call-overload]


def test_question_is_internal(question: Thread) -> None:
    assert (question.visibility, question.is_blocking) == (Visibility.STAFF, False)


@pytest.mark.parametrize("team", FIRST_TEAMS)
def test_question_of_one_team_keeps_every_team_from_approving(scene: InReview, question: Thread, team: str) -> None:
    assert codes_against_approving(scene, team) == ["question-open"]


@pytest.mark.parametrize("team", FIRST_TEAMS)
def test_every_decision_panel_shows_the_question(scene: InReview, question: Thread, team: str) -> None:
    html = html_of(browser_of(scene.team(team)), f"/reviews/{scene.review(team).pk}/")

    panel = html[html.index('id="decide"') : html.index('id="approve-reason"') + 400]
    assert panel.count(f"?view=threads#thread-{question.pk}") == 2
    assert "Which scope writes the keys?" in panel
    assert "An internal question has no answer yet." in panel


def test_answer_of_another_reviewer_allows_approvals(scene: InReview, question: Thread) -> None:
    reply_to_thread(thread_id=question.pk, body="I ask again.", by=scene.team(ENGINEERING), now=today())
    assert codes_against_approving(scene, DOCS) == ["question-open"]

    reply_to_thread(thread_id=question.pk, body="api_keys_write.", by=scene.team(DOCS), now=today())

    question.refresh_from_db()
    assert question.state == ThreadState.ANSWERED
    scene.approve(DOCS, now=today())
    scene.approve(ENGINEERING, now=today())
    question.refresh_from_db()
    assert question.state == ThreadState.RESOLVED


def test_resolved_question_allows_approvals(scene: InReview, question: Thread) -> None:
    resolve_thread(thread_id=question.pk, by=scene.team(ENGINEERING), now=today())

    scene.approve(DOCS, now=today())


@pytest.mark.parametrize("is_answered", [True, False])
def test_question_after_the_approvals_delays_the_listing(scene: InReview, is_answered: bool) -> None:
    blocking = scene.comment(DOCS, is_blocking=True, now=today())
    for team in FIRST_TEAMS:
        if team != DOCS:
            scene.approve(team, now=today())
    question = scene.comment(ENGINEERING, path="", is_question=True, now=today())
    resolve_thread(thread_id=blocking.pk, by=scene.team(DOCS), now=today())
    assert codes_against_approving(scene, DOCS) == ["question-open"]

    if is_answered:
        reply_to_thread(thread_id=question.pk, body="Yes.", by=scene.team(DOCS), now=today())
    else:
        resolve_thread(thread_id=question.pk, by=scene.team(ENGINEERING), now=today())

    scene.approve(DOCS, now=today())
    assert scene.revision.state == RevisionState.APPROVED


@pytest.mark.parametrize("is_answered", [True, False])
def test_listing_is_approved_when_the_last_question_ends(scene: InReview, is_answered: bool) -> None:
    for team in FIRST_TEAMS[1:]:
        scene.approve(team, now=today())
    blocking = scene.comment(DOCS, is_blocking=True, now=today())
    scene.approve(FIRST_TEAMS[0], now=today())
    question = scene.comment(ENGINEERING, path="", is_question=True, now=today())
    resolve_thread(thread_id=blocking.pk, by=scene.team(DOCS), now=today())
    assert scene.revision.state == RevisionState.IN_REVIEW

    if is_answered:
        reply_to_thread(thread_id=question.pk, body="Yes.", by=scene.team(DOCS), now=today())
    else:
        resolve_thread(thread_id=question.pk, by=scene.team(ENGINEERING), now=today())

    assert scene.revision.state == RevisionState.APPROVED


def test_note_between_reviewers_is_shown_but_allows_approvals(scene: InReview) -> None:
    note = scene.comment(ENGINEERING, body="Fine for me.", path="", is_internal=True, now=today())

    html = html_of(browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/")

    assert f"?view=threads#thread-{note.pk}" in html
    approve_review(
        review_id=scene.review(DOCS).pk,
        submission_id=scene.submission.pk,
        note="",
        by=scene.team(DOCS),
        now=after(hours=1),
    )


@pytest.mark.parametrize(
    "value, expected", [("question", (True, "staff")), ("note", (False, "staff")), ("", (False, "everyone"))]
)
def test_form_chooses_who_sees_a_comment(docs: Client, url: str, value: str, expected: tuple[bool, str]) -> None:
    docs.post(f"{url}threads/", {"path": "overview.title", "body": "Why?", "internal": value})

    thread = Thread.objects.get()
    assert (thread.is_question, thread.visibility) == expected
