"""Partners dispute comments of reviewers, and leads withdraw or keep them."""

import pytest
from bs4 import BeautifulSoup

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotPossible
from listings.actions.requests import change_request, send_request
from notices.models import Notice
from reviews.actions import reopen_thread, reply_to_thread, resolve_thread, retract_decision
from reviews.errors import CommentDisputeOpen
from reviews.lifecycles.comment_disputes import COMMENT_DISPUTES, DECLINE, GRANT
from reviews.models import CommentDispute, CommentDisputeState, Thread
from tests.reviews.scene import DOCS, NOW, InReview, after, browser_of, html_of, reviewer_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
REASON = "Our product has no such setting."


@pytest.fixture
def lead() -> Actor:
    return reviewer_for("ecosystems", role=TeamRole.LEAD)


def dispute(thread: Thread, by: Actor) -> CommentDispute:
    new = CommentDispute(thread=thread, reason=REASON)
    return send_request(COMMENT_DISPUTES, new, by=by, now=NOW, parameters={"reason": REASON})


def decide(row: CommentDispute, verb: str, by: Actor) -> CommentDispute:
    return change_request(COMMENT_DISPUTES, row.pk, verb, by=by, now=NOW, parameters={"reason": "We looked again."})


def kinds(person: Actor | None) -> set[str]:
    rows = Notice.objects.filter(person_id=person and person.id, kind__startswith="comment-dispute.")
    return set(rows.values_list("kind", flat=True))


def test_decision_on_a_request_leads_to_the_next_one_of_the_list(scene: InReview, lead: Actor) -> None:
    rows, browser = [dispute(scene.comment(), scene.owner) for _ in range(2)], browser_of(lead)
    html_of(browser, "/queue/requests/?kind=comment-dispute")

    pages = [
        browser.post(f"{row.get_absolute_url()}{verb}/", {"reason": "We looked again."}, follow=True)
        for row, verb in zip(rows, (GRANT, DECLINE), strict=True)
    ]

    links = [BeautifulSoup(page.content, "html.parser").select_one(".banner a") for page in pages]
    assert [(link.get_text(), link["href"]) for link in links if link] == [
        ("Next request", rows[1].get_absolute_url()),
        ("Back to the requests", "/queue/requests/?kind=comment-dispute"),
    ]


def test_partner_disputes_and_a_lead_withdraws_the_comment(scene: InReview, lead: Actor) -> None:
    thread = scene.comment(is_blocking=True)
    partner, address = browser_of(scene.owner), scene.revision.listing.get_absolute_url()
    assert f'href="/threads/{thread.pk}/dispute/"' in html_of(partner, address)

    form = f"/threads/{thread.pk}/dispute/"
    asked = html_of(partner, form)
    assert all(text in asked for text in (f'action="{form}"', "Why this?", "Overview › Tile title"))
    sent = partner.post(form, {"reason": REASON})

    row = CommentDispute.objects.get()
    assert sent.headers["Location"].startswith(row.get_absolute_url())
    assert partner.get(form).headers["Location"] == row.get_absolute_url()
    for reader, page in ((partner, address), (browser_of(lead), f"/reviews/{scene.review(DOCS).pk}/?view=threads")):
        assert f'href="{row.get_absolute_url()}"' in html_of(reader, page)
    browser_of(lead).post(f"{row.get_absolute_url()}grant/", {"reason": "You are right."})
    thread.refresh_from_db()
    assert (thread.is_resolved, thread.resolved_by_id) == (True, lead.id)
    assert "You are right." in html_of(partner, row.get_absolute_url())
    assert "comment-dispute.granted" in kinds(scene.owner) & kinds(scene.team(DOCS))
    assert Event.objects.get(verb="comment-dispute.grant").object_ids["thread"] == str(thread.pk)


def test_page_of_a_dispute_shows_the_formatted_comment(scene: InReview) -> None:
    row = dispute(scene.comment(body="Why **this**, <script>?"), scene.owner)

    page = html_of(browser_of(scene.owner), row.get_absolute_url())
    assert "Why <strong>this</strong>" in page
    assert "<script>?" not in page


def test_withdrawn_comment_no_longer_prevents_the_approval(scene: InReview, lead: Actor) -> None:
    thread = scene.comment(is_blocking=True)
    row = dispute(thread, scene.owner)

    decide(row, GRANT, lead)
    scene.approve_all()

    assert scene.revision.state == "approved"


def test_kept_comment_stays_open(scene: InReview, lead: Actor) -> None:
    thread = scene.comment(is_blocking=True)

    row = decide(dispute(thread, scene.owner), DECLINE, lead)

    thread.refresh_from_db()
    assert (row.state, thread.is_resolved) == (CommentDisputeState.DECLINED, False)
    assert dispute(thread, scene.owner).pk != row.pk


def test_resolving_a_comment_closes_its_dispute(scene: InReview, lead: Actor) -> None:
    thread = scene.comment(is_blocking=True)
    row = dispute(thread, scene.owner)
    assert list(COMMENT_DISPUTES.waiting_for(lead)) == [row]

    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=NOW)

    row.refresh_from_db()
    assert row.state == CommentDisputeState.GRANTED
    assert not COMMENT_DISPUTES.waiting_for(lead)
    assert "comment-dispute.resolved" in kinds(scene.owner) & kinds(lead)
    assert "Comment withdrawn" in html_of(browser_of(scene.owner), row.get_absolute_url())
    reopen_thread(thread_id=thread.pk, by=scene.team(DOCS), now=NOW)
    assert not COMMENT_DISPUTES.waiting_for(lead)
    assert dispute(Thread.objects.get(pk=thread.pk), scene.owner).pk != row.pk


def test_approving_closes_disputes_of_the_threads_that_it_resolves(scene: InReview, lead: Actor) -> None:
    thread = scene.comment()
    dispute(thread, scene.owner)
    reply_to_thread(thread_id=thread.pk, body=REASON, by=scene.owner, now=NOW)

    scene.approve(DOCS)

    thread.refresh_from_db()
    assert thread.is_resolved
    assert not COMMENT_DISPUTES.waiting_for(lead)


def test_withdrawn_approval_reopens_the_disputes_that_it_closed(scene: InReview, lead: Actor) -> None:
    thread, granted = scene.comment(), scene.comment()
    row, other = dispute(thread, scene.owner), decide(dispute(granted, scene.owner), GRANT, lead)
    reply_to_thread(thread_id=thread.pk, body=REASON, by=scene.owner, now=NOW)
    approval = scene.approve(DOCS, now=after(minutes=1))

    retract_decision(decision_id=approval.pk, by=scene.team(DOCS), now=after(minutes=2))

    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.decided_at, row.answer) == (CommentDisputeState.REQUESTED, None, "")
    assert other.state == CommentDisputeState.GRANTED
    assert list(COMMENT_DISPUTES.waiting_for(lead)) == [row]
    assert "comment-dispute.reopened" in kinds(scene.owner) & kinds(lead)
    assert "Dispute reopened" in html_of(browser_of(scene.owner), row.get_absolute_url())
    assert decide(row, DECLINE, lead).state == CommentDisputeState.DECLINED


def test_only_partners_dispute_open_comments_once(scene: InReview, lead: Actor) -> None:
    thread = scene.comment(is_blocking=True)
    dispute(thread, scene.owner)

    with pytest.raises(CommentDisputeOpen):
        dispute(thread, scene.owner)
    with pytest.raises(NotAllowed):
        dispute(thread, lead)
    resolved = scene.comment()
    resolve_thread(thread_id=resolved.pk, by=scene.team(DOCS), now=NOW)
    with pytest.raises(NotPossible, match="resolved"):
        dispute(Thread.objects.get(pk=resolved.pk), scene.owner)
