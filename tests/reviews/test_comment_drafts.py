"""Comments that are sent with the decision: who sees them, their limits, and sending them exactly once."""

import pytest

from accounts.actions.people import erase_person
from accounts.models import Person
from accounts.personal_data import personal_data_of
from common.errors import HiddenCharacterRefused, NotAllowed, NotFound, NotPossible
from listings.states.revision_states import RevisionState
from notices.mail import compose
from notices.models import Notice, Outbox
from reviews.actions import (
    NewThread,
    add_drafts,
    add_reply_draft,
    apply_suggestion,
    change_draft,
    delete_draft,
    reply_to_thread,
    resolve_thread,
    send_draft,
)
from reviews.actions.drafts import content_of
from reviews.draft_guards import MAX_DRAFTS
from reviews.errors import DraftChanged, DraftGone
from reviews.models import Comment, CommentDraft, CommentPriority, Thread, ThreadState
from reviews.queries import visible_threads
from tests.listings.scene import NOW
from tests.reviews.scene import DOCS, METRICS, InReview, after, in_review, reviewer_for, today

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


def draft(scene: InReview, team: str = DOCS, **values: object) -> CommentDraft:
    new_thread = NewThread(**{"body": "Why this?", "path": "overview.title", **values})
    review_id = scene.review(team).pk
    return add_drafts(review_id=review_id, new_threads=[new_thread], by=scene.team(team), now=NOW)[0]


def codes_of(refused: pytest.ExceptionInfo[NotPossible]) -> object:
    return refused.value.context["codes"]


def test_draft_is_no_thread_until_it_is_sent(scene: InReview) -> None:
    stored = draft(scene)

    assert not Thread.objects.exists()
    assert not visible_threads(scene.owner, scene.revision.listing_id).exists()
    assert not Notice.objects.filter(kind__startswith="thread.").exists()
    assert (stored.excerpt, content_of(stored).body) == ("Acme Widget", "Why this?")


def test_request_for_changes_sends_drafts_with_one_notice(scene: InReview) -> None:
    draft(scene, body="Which unit?", is_blocking=True)
    draft(scene, body="Shorter?", path="overview.short_description", is_optional=True)
    draft(scene, body="Two units?", path="", file=METRICS, line=2)
    draft(scene, "engineering", body="Of another person")

    scene.send_back(DOCS, note="")

    threads = visible_threads(scene.owner, scene.revision.listing_id)
    assert [thread.priority for thread in threads] == [
        CommentPriority.MUST,
        CommentPriority.COULD,
        CommentPriority.SHOULD,
    ]
    assert [comment.body for comment in Comment.objects.all()] == ["Which unit?", "Shorter?", "Two units?"]
    assert CommentDraft.objects.count() == 1
    notice = Notice.objects.get(person_id=scene.owner.id, kind__in=["listing.request-changes", "thread.blocking"])
    assert notice.kind == "listing.request-changes"
    assert "– Which unit?\n– Shorter?\n– metadata.csv:2: Two units?" in str(notice.parameters["note"])
    mail = compose(Outbox.objects.get(recipient_id=scene.owner.id, kind=notice.kind, channel="email"))
    assert mail is not None
    assert "<p>– Which unit?<br>– Shorter?<br>– metadata.csv:2: Two units?</p>" in str(mail.alternatives[0][0])


def test_approval_sends_drafts_unless_they_block_it(scene: InReview) -> None:
    must = draft(scene, is_blocking=True)

    with pytest.raises(NotPossible) as refused:
        scene.approve(DOCS)
    assert codes_of(refused) == ["must-not-sent"]
    assert not Thread.objects.exists()

    seen = {"body": "Why this?", "suggestion": "", "seen_at": None}
    change_draft(draft_id=must.pk, **seen, priority=CommentPriority.COULD, by=scene.team(DOCS), now=NOW)
    scene.approve(DOCS)
    assert Thread.objects.get().priority == CommentPriority.COULD
    assert "– Why this?" in str(Notice.objects.get(kind="review.remarks").parameters["note"])


def test_last_approval_sends_drafts_too(scene: InReview) -> None:
    scene.approve_all(["engineering", "product_design", "ecosystems"])
    draft(scene, body="Nice")

    scene.approve(DOCS)

    assert scene.revision.state == RevisionState.APPROVED
    notice = Notice.objects.get(kind="listing.all-approved", person_id=scene.owner.id)
    assert str(notice.parameters["note"]) == "\n\n– Nice"


def test_draft_is_sent_at_once_and_only_once(scene: InReview) -> None:
    stored, docs = draft(scene), scene.team(DOCS)

    first = send_draft(draft_id=stored.pk, by=docs, now=NOW)
    again = send_draft(draft_id=stored.pk, by=docs, now=NOW)

    assert first.pk == again.pk == stored.pk
    assert Notice.objects.filter(kind="thread.comment").count() == 1
    assert (Thread.objects.count(), CommentDraft.objects.count()) == (1, 0)


def test_same_comment_is_stored_once(scene: InReview) -> None:
    assert draft(scene).pk == draft(scene).pk
    assert draft(scene, is_blocking=True).pk != draft(scene).pk


def test_reply_waits_for_the_decision(scene: InReview) -> None:
    thread, other = scene.comment(DOCS), scene.comment(DOCS, path="overview")
    reply_to_thread(thread_id=thread.pk, body="Because.", by=scene.owner, now=NOW)
    docs, review_id = scene.team(DOCS), scene.review(DOCS).pk
    add_reply_draft(review_id=review_id, thread_id=other.pk, body="And this?", by=docs, now=NOW)
    reply = add_reply_draft(review_id=review_id, thread_id=thread.pk, body="Please\r\nsay so. ", by=docs, now=NOW)

    assert Comment.objects.count() == 3
    scene.send_back(DOCS, note="See the thread.", now=after(hours=1))

    thread.refresh_from_db()
    assert (thread.state, Comment.objects.get(pk=reply.pk).body) == (ThreadState.OPEN, "Please\nsay so.")
    assert send_draft(draft_id=reply.pk, by=docs, now=NOW).pk == thread.pk


def test_reply_to_a_thread_that_is_resolved_by_then_stays_a_draft(scene: InReview) -> None:
    thread, docs = scene.comment(DOCS), scene.team(DOCS)
    reply = add_reply_draft(review_id=scene.review(DOCS).pk, thread_id=thread.pk, body="And?", by=docs, now=NOW)
    resolve_thread(thread_id=thread.pk, by=docs, now=NOW)

    scene.send_back(DOCS)

    assert CommentDraft.objects.get() == reply
    with pytest.raises(NotPossible) as refused:
        send_draft(draft_id=reply.pk, by=docs, now=NOW)
    assert codes_of(refused) == ["thread-resolved"]


@pytest.mark.parametrize(
    "values, code",
    [
        ({"is_internal": True}, "draft-internal"),
        ({"is_question": True}, "draft-internal"),
        ({"body": " "}, "comment-length"),
        ({"path": "nowhere"}, "place-unknown"),
    ],
)
def test_draft_that_cannot_be_sent_is_refused(scene: InReview, values: dict[str, object], code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        draft(scene, **values)
    assert codes_of(refused) == [code]


def test_number_of_drafts_is_limited(scene: InReview) -> None:
    new_threads = [NewThread(body=f"Comment {number}") for number in range(MAX_DRAFTS + 1)]
    values = {"review_id": scene.review(DOCS).pk, "by": scene.team(DOCS), "now": NOW}

    with pytest.raises(NotPossible) as refused:
        add_drafts(**values, new_threads=new_threads)
    assert codes_of(refused) == ["too-many-drafts"]
    assert not CommentDraft.objects.exists()

    add_drafts(**values, new_threads=new_threads[1:])
    assert CommentDraft.objects.count() == MAX_DRAFTS


def test_only_the_author_changes_and_sends_a_draft(scene: InReview) -> None:
    stored, other = draft(scene), reviewer_for(DOCS)
    values = {"draft_id": stored.pk, "by": other, "now": NOW}

    for call in (send_draft, delete_draft):
        with pytest.raises(DraftGone):
            call(**values)
    with pytest.raises(DraftGone):
        change_draft(**values, body="Mine", suggestion="", priority="must", seen_at=None)
    with pytest.raises(NotAllowed):
        add_drafts(review_id=scene.review(DOCS).pk, new_threads=[], by=scene.team("engineering"), now=NOW)
    with pytest.raises(NotFound):
        add_drafts(review_id=scene.review(DOCS).pk, new_threads=[], by=scene.owner, now=NOW)


def test_draft_is_changed_and_deleted(scene: InReview) -> None:
    stored, docs = draft(scene), scene.team(DOCS)
    values = {"draft_id": stored.pk, "suggestion": "Acme", "priority": "must", "by": docs, "now": after(hours=1)}

    change_draft(**values, body="How?", seen_at=NOW)
    with pytest.raises(DraftChanged):
        change_draft(**values, body="When?", seen_at=NOW)
    with pytest.raises(HiddenCharacterRefused):
        change_draft(**values, body="\u202e", seen_at=None)
    content = content_of(CommentDraft.objects.get())
    assert (content.body, content.suggestion, content.is_blocking) == ("How?", "Acme", True)

    delete_draft(draft_id=stored.pk, by=docs, now=NOW)
    with pytest.raises(DraftGone):
        delete_draft(draft_id=stored.pk, by=docs, now=NOW)


def test_draft_on_a_line_follows_it_into_the_next_submission(scene: InReview) -> None:
    stored = draft(scene, "engineering", path="", file=METRICS, line=2)
    last = scene.move_metric_line(2)

    thread = send_draft(draft_id=stored.pk, by=scene.team("engineering"), now=today())

    assert (thread.line, thread.submission_id) == (last, scene.submission.pk)


def test_draft_on_a_removed_row_is_sent_about_the_submission_that_had_it(scene: InReview) -> None:
    first = scene.submission
    row = first.documents["overview"]["media"][0]
    stored = draft(scene, path=f"overview.media[{row['key']}]")
    scene.send_back("engineering")
    scene.edit("overview", media=[{**row, "key": "other"}])
    scene.resubmit(now=after(hours=1))

    scene.send_back(DOCS, now=after(hours=2))

    assert Thread.objects.get(pk=stored.pk).submission_id == first.pk


def test_suggestion_in_a_draft_does_not_replace_what_the_partner_changed_meanwhile(scene: InReview) -> None:
    stored = draft(scene, path="overview.short_description", suggestion="Watch every queue")
    scene.send_back("engineering")
    scene.edit(short_description="See each queue")
    scene.resubmit(now=after(hours=1))
    scene.send_back(DOCS, now=after(hours=2))

    with pytest.raises(NotPossible) as refused:
        apply_suggestion(thread_id=stored.pk, by=scene.owner, now=after(hours=3))

    assert codes_of(refused) == ["text-changed"]


def test_must_comment_with_an_outdated_suggestion_needs_a_reply(scene: InReview) -> None:
    """The reviewer sent it with the decision on the new submission, so the earlier edit doesn't answer it."""
    path = "overview.short_description"
    stored = draft(scene, path=path, suggestion="Watch every queue", is_blocking=True)
    scene.send_back("engineering")
    scene.edit(short_description="See each queue")
    scene.resubmit(now=after(hours=1))
    scene.send_back(DOCS, now=after(hours=2))

    with pytest.raises(NotPossible) as refused:
        scene.resubmit(now=after(hours=3))

    assert codes_of(refused) == ["thread-unanswered"]
    assert Thread.objects.get(pk=stored.pk).submission_id == scene.submission.pk


def test_draft_of_a_closed_review_is_sent_as_a_plain_comment(scene: InReview) -> None:
    stored = draft(scene, is_blocking=True)
    review = scene.review(DOCS)
    review.closed_at, review.waiting_since, review.due_at = NOW, None, None
    review.save()

    thread = send_draft(draft_id=stored.pk, by=scene.team(DOCS), now=NOW)

    assert thread.priority == CommentPriority.SHOULD
    with pytest.raises(NotPossible) as refused:
        draft(scene)
    assert codes_of(refused) == ["review-closed"]


def test_drafts_are_exported_and_erased_with_their_author(scene: InReview) -> None:
    draft(scene)
    person = Person.objects.get(pk=scene.team(DOCS).id)

    assert personal_data_of(person)["reviews"]["comment_drafts"][0]["content"]["body"] == "Why this?"
    reviewer_for(DOCS)  # the team needs another one
    erase_person(person_id=person.pk, by=scene.team(DOCS), now=NOW)
    assert not CommentDraft.objects.exists()
