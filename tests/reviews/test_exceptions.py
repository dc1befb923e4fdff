"""Decisions on OAuth exceptions during a review. No team can approve without a granted exception."""

from datetime import timedelta

import pytest
from django.test import Client

from audit.models import Event
from common.actor import Role, TeamRole
from common.errors import NotAllowed, NotPossible
from listings.actions.requests import change_request
from listings.lifecycle.requests import WITHDRAW
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.actions import approve_review
from reviews.lifecycles.exceptions import DECLINE, EXCEPTIONS, GRANT
from reviews.models import ExceptionRequest, ExceptionState, Thread, ThreadState
from tests.listings.scene import staff
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, join, reviewer_for, today
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db
ECOSYSTEMS = "ecosystems"
GRANTED, DECLINED = ExceptionState.GRANTED, ExceptionState.DECLINED


@pytest.fixture
def asked(scene: InReview) -> InReview:
    """A listing in review whose request for an exception waits, as if its grant had been taken back."""
    ask_again()
    return scene


def ask_again() -> None:
    ExceptionRequest.objects.update(state="requested", answer="", decided_by=None, decided_at=None)


def answer(
    scene: InReview, value: ExceptionState = GRANTED, *, note: str = "On premises.", **rest: object
) -> ExceptionRequest:
    values = {"by": scene.team(ECOSYSTEMS), "now": today(), **rest}
    verb = {GRANTED: GRANT, DECLINED: DECLINE}[value]
    request = ExceptionRequest.objects.latest("requested_at")
    return change_request(EXCEPTIONS, request.pk, verb, parameters={"reason": note}, **values)  # type: ignore[arg-type]


def codes_against_approving(scene: InReview, team: str = DOCS) -> list[str]:
    with pytest.raises(NotPossible) as refused:
        scene.approve(team, now=today())
    return list(refused.value.context["codes"])  # type: ignore[call-overload]


def panel_of(scene: InReview, team: str) -> str:
    html = html_of(browser_of(scene.team(team)), f"/reviews/{scene.review(team).pk}/?section=setup")
    return html[html.index('id="decide"') :]


@pytest.mark.parametrize("team", [DOCS, ECOSYSTEMS])
def test_request_without_an_answer_keeps_every_team_from_approving(asked: InReview, team: str) -> None:
    assert codes_against_approving(asked, team) == ["exception-unanswered"]

    panel = panel_of(asked, team)
    assert "Requested" in panel
    assert "cannot be reached from the internet by our service" in panel
    assert "The request for an OAuth exception has no answer yet." in panel
    assert ("Grant exception" in panel) == (team == ECOSYSTEMS)
    assert ("must answer the request" in panel) == (team == DOCS)


def test_approvals_need_an_exception_that_has_not_ended(asked: InReview) -> None:
    rows = ExceptionRequest.objects.all()
    change_request(EXCEPTIONS, rows.get().pk, WITHDRAW, by=asked.owner, now=today())
    assert codes_against_approving(asked) == ["exception-withdrawn"]

    over = today() - timedelta(seconds=1)
    rows.update(state=GRANTED, until=over)  # the job that expires requests has not run yet
    assert codes_against_approving(asked) == ["exception-expired"]
    assert "Expired" in panel_of(asked, DOCS)

    rows.delete()
    assert codes_against_approving(asked) == ["exception-missing"]
    assert 'id="oauth-exception"' not in panel_of(asked, DOCS)


def test_method_shows_the_state_of_its_exception(asked: InReview, docs: Client, url: str) -> None:
    page = f"{url}?section=configuration"
    assert html_of(docs, page).count("Requested") == 3

    answer(asked)

    assert html_of(docs, page).count("Granted") == 3


def test_granted_request_allows_approvals(asked: InReview) -> None:
    answer(asked)

    asked.approve_all(now=today())

    assert asked.revision.state == RevisionState.APPROVED
    assert "On premises." in panel_of(asked, DOCS)


def test_declined_request_is_a_blocking_comment_until_it_is_granted(asked: InReview) -> None:
    answer(asked, DECLINED, note="Your service is hosted.")

    thread = Thread.objects.get()
    assert (thread.is_blocking, thread.team, thread.path) == (True, ECOSYSTEMS, "configuration.code_type")
    assert thread.comments.get().body == "Your service is hosted."
    notices = Notice.objects.filter(person_id=asked.owner.id, created_at__gte=thread.opened_at)
    assert [notice.kind for notice in notices] == ["oauth-exception.declined"]
    assert codes_against_approving(asked) == ["exception-declined"]

    answer(asked, GRANTED, note="You are right.")

    thread.refresh_from_db()
    assert thread.state == ThreadState.RESOLVED
    assert thread.resolved_by_id == asked.team(ECOSYSTEMS).id
    asked.approve(DOCS, now=today())


def test_page_shows_messages_and_history_to_both_sides(asked: InReview) -> None:
    request = ExceptionRequest.objects.get()
    page, team = request.get_absolute_url(), asked.team(ECOSYSTEMS)
    for by, text in ((asked.owner, "Our customers host it."), (team, "Which port?")):
        assert browser_of(by).post(f"{page}message/", {"message": text}).headers["Location"] == page
    answer(asked, DECLINED, note="Use a proxy.")

    for by in (asked.owner, team):
        html = html_of(browser_of(by), page)
        assert all(text in html for text in ("Our customers host it.", "Which port?", "Use a proxy.", "by our service"))
        assert ("Grant exception" in html) == (by == team)
        assert ("Write a new request" in html) == (by == asked.owner)
    assert f'href="{page}"' in panel_of(asked, ECOSYSTEMS)
    assert f'href="{page}"' in html_of(browser_of(asked.owner), asked.revision.listing.get_absolute_url())


def test_answer_is_recorded_once(asked: InReview) -> None:
    assert answer(asked) == answer(asked)

    event = Event.objects.get(verb="review.answer-exception")
    assert (event.object_ids["answer"], event.object_ids["submission"]) == ("granted", str(asked.submission.pk))
    assert event.object_ids["revision"] == str(asked.revision_id)


def test_grant_without_an_end_date_replaces_one_with_it(asked: InReview) -> None:
    ExceptionRequest.objects.update(until=today() - timedelta(days=1))

    assert answer(asked).until is None


def test_answer_is_for_ecosystems_and_leads(asked: InReview) -> None:
    both = join(reviewer_for(ECOSYSTEMS), organisation_of(asked.owner), Role.OWNER)
    for by in (asked.team(DOCS), asked.owner, staff(is_admin=True), both):
        with pytest.raises(NotAllowed):
            answer(asked, by=by)
    with pytest.raises(NotPossible) as refused:
        answer(asked, note=" ")
    assert refused.value.context["codes"] == ["reason-missing"]

    answer(asked, by=reviewer_for("engineering", role=TeamRole.LEAD))


def test_button_of_the_review_page_decides(asked: InReview) -> None:
    browser, page = browser_of(asked.team(ECOSYSTEMS)), ExceptionRequest.objects.get().get_absolute_url()
    assert f'action="{page}decline/"' in panel_of(asked, ECOSYSTEMS).replace("&#x2F;", "/")

    refused = browser.post(f"{page}decline/", {"reason": ""})
    accepted = browser.post(f"{page}grant/", {"reason": "On premises.", "seen": "requested"})

    assert (refused.status_code, accepted.headers["Location"]) == (422, page)
    assert ExceptionRequest.objects.get().state == GRANTED


def test_listing_is_not_approved_while_a_request_has_no_answer(scene: InReview) -> None:
    """Approvals from before a grant was taken back don't count until there is an answer."""
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
    ask_again()
    blocking.state, blocking.resolved_at = ThreadState.RESOLVED, today()
    blocking.save()
    assert scene.revision.state == RevisionState.IN_REVIEW

    answer(scene)

    assert scene.revision.state == RevisionState.APPROVED
