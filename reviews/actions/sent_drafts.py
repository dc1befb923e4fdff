"""Actions that send drafts of comments: one, or all of a person with a decision."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import structs

from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotPossible
from files.queries import read_blob
from listings.lifecycle.revision_locks import lock_revision
from listings.models import Revision, Submission
from reviews.actions.access import locked_review
from reviews.actions.drafts import content_of, own_draft
from reviews.actions.threads import thread_at
from reviews.draft_places import DraftAbout
from reviews.errors import DraftGone, SuggestionRefused
from reviews.models import Comment, CommentDraft, Review, Thread
from reviews.queries.unsent_comments import drafts_of
from reviews.thread_places import path_of_file
from reviews.writes import record_activity
from reviews.writes.threads import store_reply, store_thread
from tilekit.core.paths import base_name

# {(draft ID, time of its last change): the unsaved thread at its current place}
Prepared = Mapping[tuple[UUID, datetime], Thread]


def about_of(draft: CommentDraft) -> DraftAbout:
    """What the draft is about. Its submission must be loaded."""
    content, submission = content_of(draft), draft.submission
    return DraftAbout(
        path=content.path or path_of_file(content.file, submission.documents),
        file=content.file,
        line=content.line,
        excerpt=draft.excerpt,
        submission=submission,
    )


def prepare_drafts(review_id: UUID, by: Actor) -> Prepared:
    """The threads of the actor's drafts in a review. Call it before the transaction, because it may read files.

    Raises NotPossible if the checks of a newer release refuse the suggestion of a draft.
    """
    review = Review.objects.select_related("submission").filter(pk=review_id).first()
    try:
        return {} if review is None else _prepared(drafts_of([review], by), review.submission)
    except SuggestionRefused as refused:
        text = _("One of your comments suggests a change that the checks refuse: {reasons} Edit or delete the comment.")
        reasons = " ".join(refused.reasons)
        raise NotPossible(reasons=text.format(reasons=reasons), codes=[refused.code]) from refused


def must_count(drafts: Iterable[CommentDraft]) -> int:
    """The number of the drafts that block an approval once they are sent."""
    return sum(content_of(draft).is_blocking for draft in drafts)


@in_transaction
def send_prepared(review: Review, revision: Revision, prepared: Prepared, *, by: Actor, now: datetime) -> Sequence[str]:
    """Send the actor's drafts with the decision on the locked review, and return their texts.

    Replies to threads that somebody has resolved stay drafts. The partner gets no notice: the decision posts one.
    """
    drafts = list(drafts_of([review], by).select_for_update(of=("self",)))
    answered = _locked_threads(drafts)
    sendable = [draft for draft in drafts if not draft.thread_id or not answered[draft.thread_id].is_resolved]
    texts = list[str]()
    for draft in sendable:
        if draft.thread_id:
            _send_reply(draft, answered[draft.thread_id], by=by, now=now, is_announced=False)
            texts.append(content_of(draft).body)
        else:
            thread = _send_thread(draft, review, revision, threads=prepared, by=by, now=now, is_announced=False)
            texts.append(f"{_file_place(thread)}{content_of(draft).body}")
    return texts


def _file_place(thread: Thread) -> str:
    """The file and line that a new thread is about, for a notice. They have the same name in all languages."""
    line = f":{thread.line}" if thread.line else ""
    return f"{base_name(thread.file)}{line}: " if thread.file else ""


def send_draft(*, draft_id: UUID, by: Actor, now: datetime) -> Thread:
    """Send a draft at once, and return its thread. One that was already sent is not sent again.

    In a closed review, it is sent without the priority must. Raises DraftGone, NotAllowed, and NotPossible if the
    thread of a reply is resolved.
    """
    rows = CommentDraft.objects.select_related("submission", "review__submission")
    draft = rows.filter(pk=draft_id, author_id=by.id).first()
    if draft is None:
        return _sent_thread(draft_id, by)
    threads = _prepared([draft], draft.review.submission)
    return _send_draft(draft_id=draft_id, review=draft.review, threads=threads, by=by, now=now)


@action
def _send_draft(*, draft_id: UUID, review: Review, threads: Prepared, by: Actor, now: datetime) -> Thread:
    revision = lock_revision(review.revision_id, by=by)
    review = locked_review(review.pk, by)
    try:
        draft = own_draft(draft_id, by)
    except DraftGone:
        return _sent_thread(draft_id, by)
    record_activity(revision.pk, draft.submission_id, person_id=by.id, now=now)
    if draft.thread_id is None:
        return _send_thread(draft, review, revision, threads=threads, by=by, now=now, is_announced=True)
    answered = _locked_threads([draft])[draft.thread_id]
    if answered.is_resolved:
        raise NotPossible(reasons=_("This thread is resolved. Start a new one."), codes=["thread-resolved"])
    return _send_reply(draft, answered, by=by, now=now, is_announced=True)


@in_transaction
def _send_thread(
    draft: CommentDraft,
    review: Review,
    revision: Revision,
    *,
    threads: Prepared,
    by: Actor,
    now: datetime,
    is_announced: bool,
) -> Thread:
    # A draft that was added or changed in another window is not prepared.
    thread = threads.get((draft.pk, draft.changed_at)) or _thread_of(draft, review.submission)
    thread.pk, thread.team, thread.opened_by_id, thread.opened_at = draft.pk, review.team, by.id, now
    thread.is_blocking = thread.is_blocking and review.closed_at is None
    store_thread(thread, revision, body=content_of(draft).body, by=by, now=now, is_announced=is_announced)
    draft.delete()
    return thread


@in_transaction
def _send_reply(draft: CommentDraft, thread: Thread, *, by: Actor, now: datetime, is_announced: bool) -> Thread:
    body = content_of(draft).body
    store_reply(thread, body, by=by, now=now, comment_id=draft.pk, is_announced=is_announced)
    draft.delete()
    return thread


@in_transaction
def _locked_threads(drafts: Iterable[CommentDraft]) -> Mapping[UUID, Thread]:
    """{ID: the locked thread that a draft replies to}."""
    rows = Thread.objects.select_for_update(of=("self",)).select_related("listing__organisation", "submission")
    return rows.in_bulk([draft.thread_id for draft in drafts if draft.thread_id])


def _prepared(drafts: Iterable[CommentDraft], submission: Submission) -> Prepared:
    new = [draft for draft in drafts if not draft.thread_id]
    return {(draft.pk, draft.changed_at): _thread_of(draft, submission) for draft in new}


def _thread_of(draft: CommentDraft, submission: Submission) -> Thread:
    """The unsaved thread at the current place.

    It stays at the original place if that was removed, or if it suggests a change of a file that the partner has
    changed since, or of what is not possible in the new submission. An outdated suggestion for a field can't be
    accepted, but the comment is about the submission with which it is sent.
    """
    content = content_of(draft)
    place = about_of(draft).place_in(submission, read_blob)
    is_outdated = place.is_changed and content.suggestion is not None
    with suppress(NotPossible, SuggestionRefused):
        if not place.is_gone and not is_outdated:
            return thread_at(structs.replace(content, line=place.line), submission)
    thread = thread_at(content, draft.submission)
    if is_outdated and not place.is_gone and not content.file:
        thread.submission = submission
    return thread


def _sent_thread(draft_id: UUID, by: Actor) -> Thread:
    """The thread that was sent as this draft, or that its reply is in. Raises DraftGone if there is none."""
    reply = Comment.objects.select_related("thread__listing").filter(pk=draft_id, by_id=by.id).first()
    thread = reply.thread if reply else Thread.objects.filter(pk=draft_id, opened_by_id=by.id).first()
    if thread is None:
        raise DraftGone
    return thread
