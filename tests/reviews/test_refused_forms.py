"""A refused review form is shown again: the typed text stays, and the reason is at its field."""

import re

import pytest
from django.test import Client

from common.actor import TeamRole
from listings.states.revision_states import RevisionState
from reviews.actions import claim_review
from reviews.models import Absence, Comment
from tests.markup import compact
from tests.reviews.scene import DOCS, InReview, browser_of, reviewer_for, today
from tests.reviews.test_review_actions import make_run_finding

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
SHORT, LONG, HIDDEN = " ", "x" * 5001, "No\u202ees"
WAIVER = "f" * 16


@pytest.fixture
def lead(scene: InReview) -> Client:
    """Somebody other than the person who has claimed the review."""
    make_run_finding(scene)
    return browser_of(reviewer_for(DOCS, role=TeamRole.LEAD))


def assert_refused(
    client: Client, address: str, sent: dict[str, str], *, at: str, keeps: str, status: int = 409
) -> None:
    response = client.post(address, sent)

    html = compact(response.content.decode())
    assert response.status_code == status
    control = re.search(rf'<(?:textarea|input|select)[^>]*id="{at}"[^>]*>', html)
    assert control
    assert ['aria-invalid="true"' in control[0], "autofocus" in control[0]] == [True, True]
    assert re.search(rf'id="{at}-error">.{{,300}}Error', html, re.DOTALL)
    assert html.count("autofocus") == 1
    assert "possible right now" not in html
    assert keeps in html


@pytest.mark.parametrize(
    "verb, view, sent, at, keeps",
    [
        ("threads/", "content", {"path": "overview.title", "body": LONG}, "comment-body", f">{LONG}</textarea>"),
        ("decide/", "content", {"verdict": "request_changes"}, "decision-note", "or in a blocking comment from your"),
        ("waivers/", "findings", {"until": "2039-01-31"}, f"waive-{WAIVER}", 'value="2039-01-31"'),
        ("waivers/", "findings", {"reason": "Known", "until": "soon"}, f"until-{WAIVER}", ">Known</textarea>"),
        ("waivers/", "findings", {"reason": "Known", "until": "2001-01-31"}, f"until-{WAIVER}", ">Known</textarea>"),
    ],
)
def test_reason_stands_at_the_field(
    scene: InReview, lead: Client, url: str, verb: str, view: str, sent: dict[str, str], at: str, keeps: str
) -> None:
    about = {"submission": str(scene.submission.pk), "code": "MF-013"} if verb == "waivers/" else {}
    place = {"page_url": f"{url}?view={view}", "submission": str(scene.submission.pk), "fingerprint": WAIVER}

    assert_refused(lead, f"{url}{verb}", {**about, **place, **sent}, at=at, keeps=keeps)


@pytest.mark.parametrize(
    "until, zone", [("9999-12-31", "America/New_York"), ("0001-01-01", "Asia/Tokyo"), ("2039-02-29", "UTC")]
)
def test_end_that_is_no_date_everywhere_stays_in_its_field(scene: InReview, url: str, until: str, zone: str) -> None:
    make_run_finding(scene)
    lead = browser_of(reviewer_for(DOCS, role=TeamRole.LEAD, time_zone=zone))
    sent = {"submission": str(scene.submission.pk), "code": "MF-013", "fingerprint": WAIVER, "reason": "Known"}

    sent |= {"page_url": f"{url}?view=findings", "until": until}
    assert_refused(lead, f"{url}waivers/", sent, at=f"until-{WAIVER}", keeps=f'value="{until}"')


@pytest.mark.parametrize(
    "verb, sent, at, keeps",
    [
        ("threads/", {"path": "overview.title", "body": HIDDEN}, "comment-body", f">{HIDDEN}</textarea>"),
        ("decide/", {"verdict": "approve", "note": HIDDEN}, "decision-note", f">{HIDDEN}</textarea>"),
        ("decide/", {"verdict": "request_changes", "note": HIDDEN}, "decision-note", f">{HIDDEN}</textarea>"),
        ("waivers/", {"reason": HIDDEN, "code": "MF-013"}, f"waive-{WAIVER}", f">{HIDDEN}</textarea>"),
    ],
)
def test_hidden_characters_are_refused_at_their_field(
    scene: InReview, lead: Client, url: str, verb: str, sent: dict[str, str], at: str, keeps: str
) -> None:
    view = "findings" if verb == "waivers/" else "content"
    place = {"page_url": f"{url}?view={view}", "fingerprint": WAIVER, "submission": str(scene.submission.pk)}

    assert_refused(lead, f"{url}{verb}", {**place, **sent}, at=at, keeps=keeps, status=400)

    assert not Comment.objects.exists()
    assert scene.revision.state == RevisionState.IN_REVIEW


def test_note_of_requested_changes_needs_two_characters(scene: InReview, lead: Client, url: str) -> None:
    sent = {"verdict": "request_changes", "note": "x", "submission": str(scene.submission.pk), "page_url": url}

    assert_refused(lead, f"{url}decide/", sent, at="decision-note", keeps="“Note to the partner” needs at least 2")


@pytest.mark.parametrize("body", [SHORT, LONG])
def test_reply_stays_in_its_thread(scene: InReview, docs: Client, url: str, body: str) -> None:
    thread, other = (scene.comment(DOCS, now=today()) for _ in range(2))
    sent = {"body": body, "page_url": f"{url}?view=threads"}

    at = f"reply-{thread.pk}"
    assert_refused(docs, f"{url}threads/{thread.pk}/answer/", sent, at=at, keeps=f">{body}</textarea>")

    assert Comment.objects.filter(thread__in=[thread, other]).count() == 2


def test_reply_to_a_thread_that_was_resolved_meanwhile_is_shown(scene: InReview, docs: Client, url: str) -> None:
    thread = scene.comment(DOCS, now=today())
    docs.post(f"/threads/{thread.pk}/resolve/")

    response = docs.post(f"{url}threads/{thread.pk}/answer/", {"body": "My words", "page_url": f"{url}?view=threads"})

    html = compact(response.content.decode())
    assert '<p class="quote">My words</p>' in html
    assert "This thread is resolved" in html


def test_reason_for_taking_over_is_asked_for_at_its_field(
    scene: InReview, docs: Client, lead: Client, url: str
) -> None:
    docs.post(f"{url}claim/")

    assert_refused(lead, f"{url}take-over/", {"reason": " ", "page_url": url}, at="take-over-reason", keeps="Take over")


def test_review_that_a_colleague_has_claimed_meanwhile_is_shown(scene: InReview, lead: Client, url: str) -> None:
    claim_review(review_id=scene.review(DOCS).pk, by=scene.team(DOCS), now=today())

    response = lead.post(f"{url}claim/")

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "Documentation is working on this review. Ask them to hand it over" in html
    assert 'id="claim"' in html


def test_colleague_who_is_away_meanwhile_is_not_given_the_review(scene: InReview, lead: Client, url: str) -> None:
    colleague = reviewer_for(DOCS, name="Hana Sato")
    day = today().date()
    Absence.objects.create(person_id=colleague.id, first_day=day, last_day=day)

    response = lead.post(f"{url}hand-over/", {"to": str(colleague.id)})

    html = compact(response.content.decode())
    assert response.status_code == 409
    assert "Hana Sato is away. Choose someone else." in html
    assert 'id="hand-over-to"' in html
