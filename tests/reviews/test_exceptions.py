"""A written reason for not using OAuth is a request. No team can approve before it is granted."""

from uuid import UUID

import pytest
from django.test import Client

from audit.models import Event
from common.actor import Role, TeamRole
from common.errors import NotAllowed, NotPossible
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.actions import answer_exception, approve_review, reply_to_thread
from reviews.errors import SubmissionReplaced
from reviews.models import ExceptionAnswer, ExceptionDecision, Thread, ThreadState
from tests.listings.scene import staff
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, join, reviewer_for, today
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db
ECOSYSTEMS = "ecosystems"
GRANTED, DECLINED = ExceptionAnswer.GRANTED, ExceptionAnswer.DECLINED


@pytest.fixture
def asked(scene: InReview) -> InReview:
    """A listing in review that requests an exception, without an answer."""
    ExceptionDecision.objects.all().delete()
    return scene


def answer(scene: InReview, value: ExceptionAnswer = GRANTED, *, note: str = "On premises.", **rest: object) -> object:
    values = {"by": scene.team(ECOSYSTEMS), "submission_id": scene.submission.pk, "now": today(), **rest}
    return answer_exception(revision_id=scene.revision_id, answer=value, note=note, **values)  # type: ignore[arg-type]


def codes_against_approving(scene: InReview, team: str) -> list[str]:
    with pytest.raises(NotPossible) as refused:
        scene.approve(team, now=today())
    return list(refused.value.context["codes"])  # type: ignore[call-overload]


def panel_of(scene: InReview, team: str) -> str:
    html = html_of(browser_of(scene.team(team)), f"/reviews/{scene.review(team).pk}/?section=setup")
    return html[html.index('id="decide"') :]


@pytest.mark.parametrize("team", FIRST_TEAMS)
def test_request_without_an_answer_keeps_every_team_from_approving(asked: InReview, team: str) -> None:
    assert codes_against_approving(asked, team) == ["exception-unanswered"]

    panel = panel_of(asked, team)
    assert "Requested" in panel
    assert "cannot be reached from the internet by our service" in panel
    assert "The request for an OAuth exception has no answer yet." in panel
    assert ("Grant exception" in panel) == (team == ECOSYSTEMS)


def test_field_of_the_request_shows_its_state(asked: InReview, docs: Client, url: str) -> None:
    page = f"{url}?section=configuration"
    assert "Not requested" not in html_of(docs, page)
    assert html_of(docs, page).count("Requested") == 2

    answer(asked)

    assert html_of(docs, page).count("Granted") == 2


def test_granted_request_allows_approvals(asked: InReview) -> None:
    answer(asked)

    asked.approve_all(now=today())

    assert asked.revision.state == RevisionState.APPROVED
    assert "On premises." in panel_of(asked, DOCS)


def test_declined_request_is_a_blocking_comment_for_the_partner(asked: InReview) -> None:
    answer(asked, DECLINED, note="Your service is hosted.")

    thread = Thread.objects.get()
    assert (thread.is_blocking, thread.team, thread.path) == (True, ECOSYSTEMS, "configuration.exception_request")
    assert thread.comments.get().body == "Your service is hosted."
    assert Notice.objects.filter(kind="thread.blocking", person_id=asked.owner.id).exists()
    assert codes_against_approving(asked, DOCS) == ["exception-declined"]


def test_new_reason_is_a_new_request(asked: InReview) -> None:
    answer(asked, DECLINED, note="Your service is hosted.")
    asked.send_back(ECOSYSTEMS, now=today())
    reply_to_thread(thread_id=Thread.objects.get().pk, body="See above.", by=asked.owner, now=today())
    asked.edit("configuration", exception_request="Customers host the product. " * 6, now=today())
    ExceptionDecision.objects.update(reason="Another reason")

    asked.resubmit(now=today())
    ExceptionDecision.objects.filter(answer=GRANTED).delete()

    assert codes_against_approving(asked, DOCS) == ["exception-unanswered"]


def test_grant_after_all_resolves_the_comment(asked: InReview) -> None:
    answer(asked, DECLINED)

    answer(asked, GRANTED, note="You are right.")

    assert Thread.objects.get().state == ThreadState.RESOLVED
    asked.approve(DOCS, now=today())


def test_answer_is_recorded_once(asked: InReview) -> None:
    assert answer(asked) == answer(asked)

    event = Event.objects.get(verb="review.answer-exception")
    assert (event.object_ids["answer"], event.object_ids["submission"]) == ("granted", str(asked.submission.pk))


def test_answer_counts_for_later_submissions(asked: InReview) -> None:
    answer(asked)
    asked.send_back(now=today())
    asked.edit("setup", setup_md="Select **Install**.", now=today())

    asked.resubmit(now=today())

    assert ExceptionDecision.objects.count() == 1
    asked.approve(DOCS, now=today())


@pytest.mark.parametrize("note, code", [("  ", "comment-length"), ("x" * 5001, "comment-length")])
def test_answer_needs_a_reason(asked: InReview, note: str, code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        answer(asked, note=note)

    assert refused.value.context["codes"] == [code]
    assert not ExceptionDecision.objects.exists()


def test_answer_is_for_ecosystems_and_leads(asked: InReview) -> None:
    both = join(reviewer_for(ECOSYSTEMS), organisation_of(asked.owner), Role.OWNER)
    for by in (asked.team(DOCS), asked.owner, staff(is_admin=True), both):
        with pytest.raises(NotAllowed):
            answer(asked, by=by)

    answer(asked, by=reviewer_for("engineering", role=TeamRole.LEAD))


def test_answer_is_about_the_current_submission(asked: InReview) -> None:
    with pytest.raises(SubmissionReplaced):
        answer(asked, submission_id=UUID(int=1))


def test_answer_of_a_listing_that_is_not_in_review_is_refused(asked: InReview) -> None:
    asked.send_back(now=today())

    with pytest.raises(NotPossible):
        answer(asked)


def test_form_shows_why_an_answer_was_refused(asked: InReview) -> None:
    page, browser = f"/reviews/{asked.review(ECOSYSTEMS).pk}/", browser_of(asked.team(ECOSYSTEMS))
    sent = {"submission": str(asked.submission.pk), "page_url": page}

    refused = browser.post(f"{page}oauth-exception/", {**sent, "answer": "declined", "reason": ""})
    accepted = browser.post(f"{page}oauth-exception/", {**sent, "answer": "granted", "reason": "On premises."})

    assert refused.status_code == 409
    assert 'id="exception-reason"' in refused.content.decode()
    assert "Write between 1 and 5000 characters." in refused.content.decode()
    assert accepted.headers["Location"] == f"{page}#oauth-exception"
    assert ExceptionDecision.objects.get().answer == GRANTED


def test_listing_is_not_approved_while_a_request_has_no_answer(scene: InReview) -> None:
    """Approvals from before this rule don't count without an answer."""
    for team in FIRST_TEAMS[1:]:
        scene.approve(team, now=today())
    blocking = scene.comment(DOCS, is_blocking=True, now=today())
    approve_review(
        review_id=scene.review(FIRST_TEAMS[0]).pk,
        submission_id=scene.submission.pk,
        note="",
        by=scene.team(FIRST_TEAMS[0]),
        now=today(),
    )
    ExceptionDecision.objects.all().delete()
    blocking.state, blocking.resolved_at = ThreadState.RESOLVED, today()
    blocking.save()
    assert scene.revision.state == RevisionState.IN_REVIEW

    answer(scene)

    assert scene.revision.state == RevisionState.APPROVED
