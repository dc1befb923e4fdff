"""Partners resolve comments, both sides reopen them, and reviewers make them blocking."""

import pytest

from audit.models import Event
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from notices.models import Notice
from notices.texts import notices_with_texts
from reviews.actions import block_thread, open_thread, reopen_thread, reply_to_thread, resolve_thread
from reviews.actions.threads import NewThread
from reviews.models import Comment, CommentDispute, CommentPriority, Thread
from reviews.page.threads import Anchor, ShownThread, shown_thread
from reviews.queries import visible_threads, with_comments
from reviews.thread_guards import reasons_against_reopening
from tests.listings.scene import member
from tests.reviews.scene import DOCS, NOW, InReview, after, reviewer_for
from tests.validation.scene import organisation_of

pytestmark = pytest.mark.django_db
LATER, LATEST = after(hours=1), after(hours=2)
REASON = "The setting is still missing."


def codes(act: object, **call: object) -> list[str]:
    with pytest.raises(NotPossible) as info:
        act(**call, now=LATEST)  # type: ignore[operator]  # a test's shortcut
    return list(info.value.context["codes"])  # type: ignore[call-overload]


def told(by: Actor, kind: str) -> list[str]:
    rows = Notice.objects.filter(person_id=by.id, kind=kind, created_at__gte=LATER)
    return [f"{notice.text.subject}\n{notice.text.body}" for notice in notices_with_texts(rows)]


def seen_by(actor: Actor, thread: Thread) -> ShownThread:
    rows = with_comments(visible_threads(actor, thread.listing_id)).filter(pk=thread.pk)
    return shown_thread(
        rows.select_related("listing__organisation", "submission").get(), Anchor(words="", href=""), actor
    )


def reopened(thread: Thread, by: Actor, reason: str = "") -> Thread:
    return reopen_thread(thread_id=thread.pk, by=by, now=LATEST, reason=reason)


def test_editor_resolves_a_comment_and_its_reviewer_gets_one_notice(scene: InReview) -> None:
    thread, viewer = scene.comment(DOCS), member(organisation_of(scene.owner), Role.VIEWER)
    assert (seen_by(scene.owner, thread).may_resolve, seen_by(viewer, thread).may_resolve) == (True, False)
    with pytest.raises(NotAllowed):
        resolve_thread(thread_id=thread.pk, by=viewer, now=LATER)

    for _click in range(2):
        resolve_thread(thread_id=thread.pk, by=scene.owner, now=LATER)

    thread.refresh_from_db()
    assert (thread.resolved_by_id, thread.resolved_at) == (scene.owner.id, LATER)
    assert Event.objects.filter(verb="thread.resolve").count() == 1
    [text] = told(scene.team(DOCS), "thread.answer")
    assert text.startswith("Acme Widget: thread resolved (")
    assert "The thread was resolved." in text
    assert told(reviewer_for(DOCS), "thread.answer") == []
    assert "resolved by" in seen_by(scene.owner, thread).note


def test_editor_resolves_neither_blocking_nor_internal_nor_disputed_comments(scene: InReview) -> None:
    docs, owner = scene.team(DOCS), scene.owner
    blocking, disputed = scene.comment(DOCS, is_blocking=True), scene.comment(DOCS)
    internal = open_thread(
        revision_id=scene.revision_id, new_thread=NewThread(body="Hm", is_internal=True), team=DOCS, by=docs, now=NOW
    )
    CommentDispute.objects.create(thread=disputed, reason=REASON, requested_by=owner.id, requested_at=NOW)

    assert codes(resolve_thread, thread_id=blocking.pk, by=owner) == ["thread-blocking"]
    assert codes(resolve_thread, thread_id=disputed.pk, by=owner) == ["thread-disputed"]
    with pytest.raises(NotFound):
        resolve_thread(thread_id=internal.pk, by=owner, now=LATER)
    assert not any(seen_by(owner, thread).may_resolve for thread in (blocking, disputed))


def test_partner_needs_a_reason_only_if_a_reviewer_resolved_the_comment(scene: InReview) -> None:
    by_partner, by_reviewer = scene.comment(DOCS), scene.comment(DOCS)
    resolve_thread(thread_id=by_partner.pk, by=scene.owner, now=LATER)
    resolve_thread(thread_id=by_reviewer.pk, by=scene.team(DOCS), now=LATER)

    assert codes(reopen_thread, thread_id=by_reviewer.pk, by=scene.owner) == ["comment-length"]
    by_reviewer.refresh_from_db()
    assert (by_reviewer.is_resolved, seen_by(scene.owner, by_reviewer).needs_reason) == (True, True)
    for _click in range(2):
        reopened(by_reviewer, scene.owner, REASON)
    reopened(by_partner, scene.owner)

    by_reviewer.refresh_from_db()
    by_partner.refresh_from_db()
    assert (by_reviewer.state, by_partner.state) == ("answered", "open")
    assert (by_partner.reopened_by_id, by_partner.reopened_at, by_partner.resolved_by_id) == (
        scene.owner.id,
        LATEST,
        None,
    )
    assert list(Comment.objects.filter(is_partner=True).values_list("body", flat=True)) == [REASON]
    assert Event.objects.filter(verb="thread.reopen").count() == 2
    bodies = told(scene.team(DOCS), "thread.answer")
    assert sorted(REASON in body for body in bodies) == [False, False, True]  # the first one is about the resolution


def test_must_comment_that_a_partner_reopens_is_still_a_must_but_does_not_block(scene: InReview) -> None:
    thread, docs = scene.comment(DOCS, is_blocking=True), scene.team(DOCS)
    resolve_thread(thread_id=thread.pk, by=docs, now=LATER)

    thread = reopened(thread, scene.owner, REASON)

    assert (thread.is_blocking, thread.priority) == (False, CommentPriority.MUST)
    assert seen_by(docs, thread).may_block
    scene.approve_all()
    assert scene.revision.state == "approved"


def test_reviewer_makes_a_reopened_comment_blocking_again(scene: InReview) -> None:
    thread, docs = scene.comment(DOCS, is_blocking=True), scene.team(DOCS)
    resolve_thread(thread_id=thread.pk, by=docs, now=LATER)
    reopened(thread, scene.owner, REASON)
    for by in (scene.team("engineering"), scene.owner):
        with pytest.raises(NotAllowed):
            block_thread(thread_id=thread.pk, by=by, now=LATEST)

    for _click in range(2):
        block_thread(thread_id=thread.pk, by=docs, now=LATEST)

    thread.refresh_from_db()
    assert (thread.is_blocking, thread.was_blocking) == (True, False)
    assert Event.objects.filter(verb="thread.block").count() == 1
    assert len(told(scene.owner, "thread.blocking")) == 1
    assert codes(resolve_thread, thread_id=thread.pk, by=scene.owner) == ["thread-blocking"]


def test_reviewer_reopens_without_a_reason_and_the_comment_blocks_as_before(scene: InReview) -> None:
    thread, docs = scene.comment(DOCS, is_blocking=True), scene.team(DOCS)
    resolve_thread(thread_id=thread.pk, by=docs, now=LATER)

    thread = reopened(thread, docs)

    assert (thread.is_blocking, thread.state) == (True, "open")
    [body] = told(scene.owner, "thread.blocking")
    assert "The thread was reopened." in body
    with pytest.raises(NotAllowed):
        reopened(thread, scene.team("engineering"))


def test_reopen_answers_clearly_when_it_is_too_late(scene: InReview) -> None:
    thread = scene.comment(DOCS)
    resolve_thread(thread_id=thread.pk, by=scene.team(DOCS), now=LATER)
    reopened(thread, scene.team(DOCS))

    assert codes(reopen_thread, thread_id=thread.pk, by=scene.owner, reason=REASON) == ["thread-open"]
    reply_to_thread(thread_id=thread.pk, body=REASON, by=scene.owner, now=LATEST)
    resolve_thread(thread_id=thread.pk, by=scene.owner, now=LATEST)
    assert codes(block_thread, thread_id=thread.pk, by=scene.team(DOCS)) == ["thread-resolved"]
    for state, code in (("published", "revision-closed"), ("rejected", "revision-rejected")):
        type(scene.revision).objects.filter(pk=scene.revision_id).update(state=state)
        assert codes(reopen_thread, thread_id=thread.pk, by=scene.owner) == [code]
        assert not seen_by(scene.owner, thread).may_reopen


def test_reason_against_reopening_a_rejected_version_fits_the_reader(scene: InReview) -> None:
    thread = scene.comment(DOCS)
    thread.revision.state = "rejected"

    texts = [reasons_against_reopening(thread, actor)[0].text for actor in (scene.owner, scene.team(DOCS))]

    assert texts == [
        "This version was rejected. You can appeal on the listing's page.",
        "This version was rejected. The partner can appeal.",
    ]
