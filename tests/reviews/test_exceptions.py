"""A written reason for not using OAuth is a request. No team can approve before it is granted."""

import pytest
from django.test import Client

from audit.models import Event
from common.actor import Role, TeamRole
from common.errors import NotAllowed, NotPossible
from listings.actions.requests import change_request
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.actions import approve_review, reply_to_thread
from reviews.lifecycles.exceptions import DECLINE, EXCEPTIONS, GRANT
from reviews.models import ExceptionRequest, ExceptionState, Thread, ThreadState
from tests.listings.scene import staff
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, join, reviewer_for, today
from tests.transitions import reject_revision
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db
ECOSYSTEMS = "ecosystems"
OTHER_REASON = "Customers host the product. " * 6
GRANTED, DECLINED = ExceptionState.GRANTED, ExceptionState.DECLINED


@pytest.fixture
def asked(scene: InReview) -> InReview:
    """A listing in review that requests an exception, without an answer."""
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
    assert html_of(docs, page).count("Requested") == 3

    answer(asked)

    assert html_of(docs, page).count("Granted") == 3


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
    asked.send_back(ECOSYSTEMS, now=today())
    asked.edit("configuration", exception_request=OTHER_REASON, now=today())

    asked.resubmit(now=today())

    requests = ExceptionRequest.objects.order_by("requested_at")
    assert [(request.state, request.reason == OTHER_REASON) for request in requests] == [
        ("withdrawn", False),
        ("granted", True),
    ]
    assert requests[1].requested_by == asked.owner.id
    assert requests[0].history[0]["verb"] == "withdraw"


def test_withdrawn_request_is_sent_again_with_the_next_submission(asked: InReview) -> None:
    request = ExceptionRequest.objects.get()
    change_request(EXCEPTIONS, request.pk, "withdraw", by=asked.owner, now=today())
    assert codes_against_approving(asked, DOCS) == ["exception-withdrawn"]
    asked.send_back(now=today())

    asked.resubmit(now=today())

    assert ExceptionRequest.objects.count() == 2
    asked.approve(DOCS, now=today())


def test_request_that_the_release_before_did_not_store_is_sent_again(asked: InReview) -> None:
    ExceptionRequest.objects.all().delete()
    assert codes_against_approving(asked, DOCS) == ["exception-unanswered"]
    panel = panel_of(asked, ECOSYSTEMS)
    assert "Grant exception" not in panel
    assert "Messages and history" not in panel
    asked.send_back(now=today())

    asked.resubmit(now=today())

    assert ExceptionRequest.objects.get().requested_by == asked.owner.id


def test_nobody_must_answer_a_request_while_the_listing_is_not_in_review(asked: InReview) -> None:
    """Nobody has the buttons then."""
    must = "must answer the request"
    assert must in panel_of(asked, DOCS)

    by = reviewer_for(ECOSYSTEMS, role=TeamRole.LEAD)
    reject_revision(revision_id=asked.revision_id, reason="It is listed already.", by=by, now=today())

    assert must not in panel_of(asked, DOCS)


def test_declined_request_stays_declined_with_the_same_reason(asked: InReview) -> None:
    answer(asked, DECLINED)
    asked.send_back(ECOSYSTEMS, now=today())
    reply_to_thread(thread_id=Thread.objects.get().pk, body="See above.", by=asked.owner, now=today())

    asked.resubmit(now=today())

    assert "exception-declined" in codes_against_approving(asked, DOCS)


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
    assert f'href="{page}"' in panel_of(asked, ECOSYSTEMS)
    assert f'href="{page}"' in html_of(browser_of(asked.owner), asked.revision.listing.get_absolute_url())


def test_page_of_a_declined_request_explains_how_to_request_it_again(asked: InReview) -> None:
    page, field = ExceptionRequest.objects.get().get_absolute_url(), "/steps/configuration/#f-configuration-"
    answer(asked, DECLINED)
    html = html_of(browser_of(asked.owner), page)
    assert ("once the listing is returned to you" in html, field in html) == (True, False)

    asked.send_back(ECOSYSTEMS, now=today())

    html = html_of(browser_of(asked.owner), page)
    assert ("write another reason and submit the listing" in html, field in html) == (True, True)
    assert "write another reason" not in html_of(browser_of(asked.team(ECOSYSTEMS)), page)


def test_grant_after_all_resolves_the_comment(asked: InReview) -> None:
    answer(asked, DECLINED)

    answer(asked, GRANTED, note="You are right.")

    assert Thread.objects.get().state == ThreadState.RESOLVED
    asked.approve(DOCS, now=today())


def test_answer_is_recorded_once(asked: InReview) -> None:
    assert answer(asked) == answer(asked)

    event = Event.objects.get(verb="review.answer-exception")
    assert (event.object_ids["answer"], event.object_ids["submission"]) == ("granted", str(asked.submission.pk))
    assert event.object_ids["revision"] == str(asked.revision_id)


def test_answer_counts_for_later_submissions(asked: InReview) -> None:
    answer(asked)
    asked.send_back(now=today())
    asked.edit("setup", setup_md="Select **Install**.", now=today())

    asked.resubmit(now=today())

    assert ExceptionRequest.objects.count() == 1
    asked.approve(DOCS, now=today())


def test_answer_needs_a_reason(asked: InReview) -> None:
    with pytest.raises(NotPossible) as refused:
        answer(asked, note=" ")

    assert refused.value.context["codes"] == ["reason-missing"]
    assert ExceptionRequest.objects.get().requested_by == asked.owner.id


def test_answer_is_for_ecosystems_and_leads(asked: InReview) -> None:
    both = join(reviewer_for(ECOSYSTEMS), organisation_of(asked.owner), Role.OWNER)
    for by in (asked.team(DOCS), asked.owner, staff(is_admin=True), both):
        with pytest.raises(NotAllowed):
            answer(asked, by=by)

    answer(asked, by=reviewer_for("engineering", role=TeamRole.LEAD))


def test_answer_of_a_listing_that_is_not_in_review_is_refused(asked: InReview) -> None:
    asked.send_back(now=today())

    with pytest.raises(NotPossible) as refused:
        answer(asked)
    assert refused.value.context["codes"] == ["not-in-review"]
    assert "Grant exception" not in html_of(
        browser_of(asked.team(ECOSYSTEMS)), ExceptionRequest.objects.get().get_absolute_url()
    )


def test_answer_to_a_former_reason_is_refused(asked: InReview) -> None:
    ExceptionRequest.objects.update(reason="A former reason")

    with pytest.raises(NotPossible) as refused:
        answer(asked)
    assert refused.value.context["codes"] == ["exception-not-requested"]


def test_button_of_the_review_page_decides(asked: InReview) -> None:
    browser, page = browser_of(asked.team(ECOSYSTEMS)), ExceptionRequest.objects.get().get_absolute_url()
    assert f'action="{page}decline/"' in panel_of(asked, ECOSYSTEMS)

    refused = browser.post(f"{page}decline/", {"reason": ""})
    accepted = browser.post(f"{page}grant/", {"reason": "On premises.", "seen": "requested"})

    assert (refused.status_code, accepted.headers["Location"]) == (422, page)
    assert ExceptionRequest.objects.get().state == GRANTED


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
    ask_again()
    blocking.state, blocking.resolved_at = ThreadState.RESOLVED, today()
    blocking.save()
    assert scene.revision.state == RevisionState.IN_REVIEW

    answer(scene)

    assert scene.revision.state == RevisionState.APPROVED
