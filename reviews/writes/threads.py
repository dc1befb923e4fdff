"""Parts of writes about threads."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import Actor, TeamRole
from common.errors import NotPossible
from common.names import assert_readable
from files.queries import StoredFile, stored_files
from listings.lifecycle.change import RevisionChange
from listings.models import Revision, Submission
from listings.queries import latest_submission
from reviews.authors import columns_of, person_id
from reviews.models import Comment, Thread, ThreadState, Visibility
from reviews.suggested_files import use_suggested_files
from reviews.thread_announcements import announce_comment, emit_thread
from reviews.thread_places import is_changed, is_line_gone

MAX_BODY = 5000


@in_transaction
def store_thread(
    thread: Thread, revision: Revision, *, body: str, by: Actor, now: datetime, is_announced: bool = True
) -> None:
    """Store a new thread of the locked revision with its first comment.

    Unless is_announced, the partner gets no notice, because the decision with which the thread is sent posts one.
    Raises NotPossible if the text is empty or longer than 5,000 characters.
    """
    thread.listing, thread.revision = revision.listing, revision
    thread.save(force_insert=True)
    if thread.suggested:
        use_suggested_files(revision.listing_id, thread.suggested["after"], now=now)
    record_event("thread.open", by=by, objects=objects_of(thread), now=now)
    _add_comment(thread, body, by=by, now=now, is_announced=is_announced)
    emit_thread("thread.opened", thread, key="opened", now=now)


@in_transaction
def store_reply(
    thread: Thread, body: str, *, by: Actor, now: datetime, comment_id: UUID | None = None, is_announced: bool = True
) -> Comment:
    """Store a reply to a locked thread. A reply of the partner answers it, and one of staff reopens it.

    is_announced and errors are those of `store_thread`.
    """
    thread.state = ThreadState.ANSWERED if _is_answer(thread, by) else ThreadState.OPEN
    thread.save(update_fields=["state"])
    record_event("thread.answer", by=by, objects=objects_of(thread), now=now)
    comment = _add_comment(thread, body, by=by, now=now, comment_id=comment_id, is_announced=is_announced)
    emit_thread("thread.answered", thread, key=str(comment.pk), now=now)
    return comment


def normalised(body: str) -> str:
    """The text of a comment as it is stored."""
    return body.replace("\r\n", "\n").strip()


def assert_body(body: str) -> None:
    """Raises NotPossible if the normalised text is empty or too long, and HiddenCharacterRefused."""
    assert_readable(body)
    if not body or len(body) > MAX_BODY:
        reason = _("Write between 1 and {most} characters.").format(most=MAX_BODY)
        raise NotPossible(reasons=reason, codes=["comment-length"])


def objects_of(thread: Thread) -> dict[str, UUID | str | int]:
    """The objects of an audit event about a thread."""
    return {"thread": thread.pk, "revision": thread.revision_id, "listing": thread.listing_id}


@in_transaction
def _add_comment(
    thread: Thread, body: str, *, by: Actor, now: datetime, comment_id: UUID | None = None, is_announced: bool
) -> Comment:
    text = normalised(body)
    assert_body(text)
    is_partner = by.belongs_to(thread.listing.organisation_id)
    values = {**columns_of("by", by), "is_partner": is_partner, "body": text, "at": now}
    comment = Comment.objects.create(thread=thread, **values, **({"pk": comment_id} if comment_id else {}))
    announce_comment(comment, thread, by=by, now=now, to_partner=is_announced)
    return comment


def _is_answer(thread: Thread, by: Actor) -> bool:
    """Whether a comment by the actor answers the thread."""
    if thread.is_question:
        return by.id != thread.opened_by_id
    return by.belongs_to(thread.listing.organisation_id)


@in_transaction
def open_thread_on_whole(
    revision: Revision,
    submission: Submission,
    *,
    body: str,
    team: str,
    by: Actor,
    now: datetime,
    rejection: str = "",
) -> Thread:
    """Open a thread about the whole listing on a submission; team is "" for the partner's threads.

    Posts no notice, because the change of state that causes the thread posts one.
    """
    thread = Thread.objects.create(
        listing=revision.listing,
        revision=revision,
        submission=submission,
        team=team,
        rejection=rejection,
        opened_by_id=person_id(by),
        opened_at=now,
    )
    Comment.objects.create(thread=thread, **columns_of("by", by), is_partner=not team, body=body, at=now)
    return thread


@in_transaction
def store_note_as_thread(change: RevisionChange) -> None:
    """Store the partner's note about the tile in the sandbox as a thread."""
    submission, note = latest_submission(change.revision), change.text("note")
    open_thread_on_whole(change.revision, submission, body=note, team="", by=change.by, now=change.now)


@in_transaction
def store_rejection_as_thread(change: RevisionChange) -> None:
    """Store the reason of a rejection as a thread of the lead's team."""
    submission, body, code = latest_submission(change.revision), change.text("reason"), change.text("code")
    team = next(team for team, role in change.by.teams.items() if role is TeamRole.LEAD)
    open_thread_on_whole(
        change.revision, submission, body=body, team=team, by=change.by, now=change.now, rejection=code
    )


@in_transaction
def resolve(thread: Thread, *, by: Actor, now: datetime) -> None:
    """Resolve a locked thread. Records no event."""
    is_partner = by.belongs_to(thread.listing.organisation_id)
    resolved = {**columns_of("resolved_by", by), "resolved_at": now, "is_resolved_by_partner": is_partner}
    _change(thread, state=ThreadState.RESOLVED, **resolved)


@in_transaction
def reopen(thread: Thread, *, by: Actor, now: datetime) -> None:
    """Reopen a locked thread, which then waits for the same side as before. Records no event.

    If the partner reopens a blocking thread, it no longer blocks.
    """
    stays_blocking = thread.is_blocking and not by.belongs_to(thread.listing.organisation_id)
    _change(
        thread,
        state=_state_of_open(thread),
        resolved_by_id=None,
        resolved_by_application_id=None,
        resolved_at=None,
        is_resolved_by_partner=False,
        was_blocking=thread.was_blocking or (thread.is_blocking and not stays_blocking),
        is_blocking=stays_blocking,
        **columns_of("reopened_by", by),
        reopened_at=now,
    )


@in_transaction
def block(thread: Thread) -> None:
    """Give a locked thread the priority must. Records no event."""
    _change(thread, is_blocking=True, was_blocking=False, is_optional=False)


def _state_of_open(thread: Thread) -> ThreadState:
    """Open if the partner (or, for an internal question, a colleague) must reply; answered if its last comment did."""
    newest = thread.comments.order_by("at", "id").last()
    if thread.is_question:
        is_answered = newest is not None and newest.by_id != thread.opened_by_id
    else:
        is_answered = newest is not None and newest.is_partner and bool(thread.team)
    return ThreadState.ANSWERED if is_answered else ThreadState.OPEN


def _change(thread: Thread, **values: object) -> None:
    for name, value in values.items():
        setattr(thread, name, value)
    thread.save(update_fields=list(values))


def mark_addressed(submission: Submission) -> None:
    """Mark threads as answered if the partner has changed their places. Internal threads stay open."""
    rows = Thread.objects.filter(
        revision=submission.revision_id, state=ThreadState.OPEN, visibility=Visibility.EVERYONE
    ).select_related("submission")
    stored = stored_files(submission.files[thread.file] for thread in rows if thread.file in submission.files)
    changed = [thread.pk for thread in rows if _is_addressed(thread, submission, stored)]
    Thread.objects.filter(pk__in=changed).update(state=ThreadState.ANSWERED)


def _is_addressed(thread: Thread, submission: Submission, stored: Mapping[str, StoredFile]) -> bool:
    if not thread.file:
        return is_changed(thread.path, thread.submission.documents, submission.documents)
    before, now = thread.submission.files.get(thread.file), submission.files.get(thread.file)
    if before == now or thread.line is None:
        return before != now
    return is_line_gone(thread.excerpt, thread.line, stored[now].read() if now in stored else None)
