"""Actions that open, answer, resolve and reopen threads, and make comments blocking."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from audit.writes import record_event
from common.actions import action
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound, NotPossible
from common.lookups import first_or_not_found
from files.queries import read_blob
from listings.content.references import FieldPath
from listings.lifecycle.revision_locks import lock_revision
from listings.models import Revision, Submission
from listings.queries import latest_submission, visible_revisions
from reviews.actions.access import refuse
from reviews.authors import columns_of, person_id
from reviews.guards import may_review
from reviews.lifecycles.comment_disputes import close_disputes
from reviews.models import COMMENT_DISPUTE_OPEN, Comment, Review, Thread, Visibility
from reviews.queries.suggestions import suggestion_for
from reviews.suggestion_places import CommentPlace
from reviews.thread_announcements import announce_blocking, announce_thread_change, emit_thread
from reviews.thread_guards import (
    may_block,
    may_resolve,
    needs_reason,
    reasons_against_reopening,
    reasons_against_resolving,
)
from reviews.thread_places import excerpt_of, is_text_at, line_text, path_of_file
from reviews.writes import approve_if_complete, record_activity
from reviews.writes.threads import block, normalised, objects_of, reopen, resolve, store_reply, store_thread

_REPEATED_WITHIN = timedelta(minutes=10)
MAX_PATH = 300


class NewThread(Struct, frozen=True, kw_only=True):
    """The content of a new thread. path is "" for the whole listing.

    file is a path in the listing's folder; line counts from 1. suggestion is the suggested value of the field, {name:
    value} of cells of the row or record, or the text of the file. is_blocking is the priority must, is_optional could.
    A question is internal, and no team can approve before it is answered. finding is the fingerprint of the finding
    that a draft was made from; threads don't store it.
    """

    body: str
    path: str = ""
    file: str = ""
    line: int | None = None
    suggestion: Any = None  # Json; msgspec cannot convert the recursive alias
    is_blocking: bool = False
    is_optional: bool = False
    is_internal: bool = False
    is_question: bool = False
    finding: str = ""

    @property
    def is_for_staff(self) -> bool:
        """Whether only reviewers see the thread."""
        return self.is_internal or self.is_question


def open_thread(
    *, revision_id: UUID, new_thread: NewThread, team: str, by: Actor, now: datetime, seen: Submission | None = None
) -> Thread:
    """Open a thread on the submission that the author saw, or else on the current one. Reviewers write for a team,
    partners for themselves (team "").

    The place is resolved before the transaction, because that may read a file. Raises NotFound; NotAllowed if it is not
    the actor's team, or if a partner's thread is blocking, internal or a suggestion; NotPossible if the listing was
    never submitted, the place is unknown, no change can be suggested there, or the text is empty or longer than 5,000
    characters; and SuggestionRefused.
    """
    revision = first_or_not_found(visible_revisions(by).filter(pk=revision_id))
    _assert_may_open(revision, team, new_thread=new_thread, by=by)
    if not revision.submission_number:
        raise NotPossible(reasons=_("The listing has not been submitted yet."), codes=["never-submitted"])
    thread = thread_at(new_thread, seen or _submission_read_by(revision, team))
    thread.team, thread.opened_by_id, thread.opened_at = team, person_id(by), now
    return _open_thread(revision_id=revision_id, thread=thread, body=new_thread.body, by=by, now=now)


@action
def _open_thread(*, revision_id: UUID, thread: Thread, body: str, by: Actor, now: datetime) -> Thread:
    revision = lock_revision(revision_id, by=by)
    store_thread(thread, revision, body=body, by=by, now=now)
    record_activity(revision.pk, thread.submission_id, person_id=person_id(by) if thread.team else None, now=now)
    return thread


@action
def reply_to_thread(*, thread_id: UUID, body: str, by: Actor, now: datetime) -> Comment:
    """Add a comment.

    A comment by the partner marks the thread as answered, and one by staff reopens the thread. An internal question is
    answered by anybody but its author. If the newest comment has the same author and text, it is returned instead,
    because a client that got no response sends its comment again. Raises NotFound, NotAllowed, and NotPossible if the
    thread is resolved or the text is empty or too long.
    """
    revision = lock_revision_of(thread_id, by)
    thread = locked_thread(thread_id, by)
    if thread.is_resolved:
        raise NotPossible(reasons=_("This thread is resolved. Start a new one."), codes=["thread-resolved"])
    if repeated := _repeated_comment(thread, body, by=by, now=now):
        return repeated
    comment = store_reply(thread, body, by=by, now=now)
    if thread.is_question:
        approve_if_complete(revision, now)
    return comment


@action
def resolve_thread(*, thread_id: UUID, by: Actor, now: datetime) -> Thread:
    """Resolve a thread. Does nothing if the thread is already resolved.

    If every team has approved and no blocking thread is open any more, this also approves the revision. `may_resolve`
    decides who may resolve a thread. If it was the partner, the reviewers who wrote in it are notified. If it was a
    reviewer, an open dispute about the thread is closed, because a lead has nothing left to decide. Raises
    NotFound, NotAllowed, and NotPossible if only reviewers can resolve it now, for example because it is blocking.
    """
    revision = lock_revision_of(thread_id, by)
    thread = locked_thread(thread_id, by)
    if not may_resolve(thread, by):
        raise NotAllowed
    if thread.is_resolved:
        return thread
    is_disputed = thread.disputes.filter(state__in=COMMENT_DISPUTE_OPEN).exists()
    refuse(reasons_against_resolving(thread, by, is_disputed=is_disputed))
    resolve(thread, by=by, now=now)
    event = record_event("thread.resolve", by=by, objects=objects_of(thread), now=now)
    emit_thread("thread.resolved", thread, key=str(event.pk), now=now)
    if thread.is_resolved_by_partner:
        announce_thread_change(thread, "resolved", by=by, key=str(event.pk), now=now)
    close_disputes([thread.pk], now=now)
    approve_if_complete(revision, now)
    return thread


@action
def reopen_thread(*, thread_id: UUID, by: Actor, now: datetime, reason: str = "") -> Thread:
    """Reopen a resolved thread. reason becomes a reply; partners must give one if our staff resolved the thread.

    The thread keeps its priority. If the partner reopens it, it no longer blocks: reviewers settled it once, so only
    they can make it blocking again (`block_thread`). A thread that reviewers reopen is as blocking as it was. The
    other side gets one notice. A repeated call (a double click) returns the open thread. Raises NotFound, NotAllowed,
    and NotPossible if the revision is closed, a reason is missing or too long, or somebody else has reopened the
    thread.
    """
    lock_revision_of(thread_id, by)
    thread = locked_thread(thread_id, by)
    if not may_resolve(thread, by):
        raise NotAllowed
    if not thread.is_resolved:
        if normalised(reason) and not _repeated_comment(thread, reason, by=by, now=now):
            raise NotPossible(
                reasons=_("This thread is already open. Send your text as a reply."), codes=["thread-open"]
            )
        return thread
    refuse(reasons_against_reopening(thread, by))
    has_reason = bool(normalised(reason)) or needs_reason(thread, by)
    reopen(thread, by=by, now=now)
    event = record_event("thread.reopen", by=by, objects=objects_of(thread), now=now)
    emit_thread("thread.reopened", thread, key=str(event.pk), now=now)
    if has_reason:
        store_reply(thread, reason, by=by, now=now)
    else:
        announce_thread_change(thread, "reopened", by=by, key=str(event.pk), now=now)
    return thread


@action
def block_thread(*, thread_id: UUID, by: Actor, now: datetime) -> Thread:
    """Make a comment of reviewers blocking (the priority must), and notify the partner. A second call does nothing.

    Raises NotFound, NotAllowed, and NotPossible if the thread is resolved or the revision is closed.
    """
    lock_revision_of(thread_id, by)
    thread = locked_thread(thread_id, by)
    if not may_block(thread, by):
        raise NotAllowed
    if thread.is_resolved:
        raise NotPossible(reasons=_("This thread is resolved. Reopen it first."), codes=["thread-resolved"])
    if thread.is_blocking:
        return thread
    refuse(reasons_against_reopening(thread, by))
    block(thread)
    event = record_event("thread.block", by=by, objects=objects_of(thread), now=now)
    emit_thread("thread.made_blocking", thread, key=str(event.pk), now=now)
    announce_blocking(thread, by=by, key=str(event.pk), now=now)
    return thread


def _assert_may_open(revision: Revision, team: str, *, new_thread: NewThread, by: Actor) -> None:
    organisation_id = revision.listing.organisation_id
    has_priority = new_thread.is_blocking or new_thread.is_optional
    is_plain = not (has_priority or new_thread.is_for_staff or new_thread.suggestion is not None or team)
    as_partner = by.holds(Role.EDITOR, organisation_id) and is_plain
    if not as_partner and not (team and may_review(by, team, organisation_id)):
        raise NotAllowed
    if new_thread.is_blocking and new_thread.is_for_staff:
        text = _("An internal comment can't be blocking, because the partner can't reply to it.")
        raise NotPossible(reasons=text, codes=["blocking-internal"])


def _submission_read_by(revision: Revision, team: str) -> Submission:
    """The submission of the team's open review, which the author sees, or else the latest submission."""
    review = Review.objects.filter(revision=revision, team=team, closed_at=None).select_related("submission").first()
    return review.submission if review else latest_submission(revision)


def thread_at(new_thread: NewThread, submission: Submission, *, is_checked: bool = True) -> Thread:
    """An unsaved thread at the place, with an excerpt. Raises NotPossible and, if is_checked, SuggestionRefused."""
    path = new_thread.path or path_of_file(new_thread.file, submission.documents)
    is_known = not path or path in submission.documents or FieldPath.parse(path) is not None
    if not is_known or len(path) > MAX_PATH or (new_thread.file and new_thread.file not in submission.files):
        raise NotPossible(reasons=_("This place does not exist in the listing."), codes=["place-unknown"])
    at = CommentPlace(path=new_thread.path, file=new_thread.file, line=new_thread.line)
    typed = new_thread.suggestion
    change = suggestion_for(submission, at, typed, is_checked=is_checked) if typed is not None else None
    text = str(change.after) if change and is_text_at(path) else ""
    # Earlier releases show a suggested text as a difference to the excerpt, which must be complete.
    excerpt = excerpt_of(path, submission.documents, **({"limit": None} if text else {}))
    if new_thread.file and new_thread.line:
        of_line = line_text(read_blob(submission.files[new_thread.file]), new_thread.line)
        if of_line is None:
            raise NotPossible(reasons=_("This line does not exist in the file."), codes=["place-unknown"])
        excerpt = of_line
    return Thread(
        submission=submission,
        path=path,
        file=new_thread.file,
        line=new_thread.line if new_thread.file else None,
        excerpt=excerpt,
        suggestion=text,
        suggested=change.as_json() if change else None,
        is_blocking=new_thread.is_blocking,
        is_optional=new_thread.is_optional and not new_thread.is_blocking,
        is_question=new_thread.is_question,
        visibility=Visibility.STAFF if new_thread.is_for_staff else Visibility.EVERYONE,
    )


def lock_revision_of(thread_id: UUID, by: Actor) -> Revision:
    """Lock the revision of a thread. Raises NotFound."""
    revision_id = first_or_not_found(Thread.objects.filter(pk=thread_id).values_list("revision_id", flat=True))
    return lock_revision(revision_id, by=by)


def locked_thread(thread_id: UUID, by: Actor) -> Thread:
    """Lock a thread for staff or for editors of the organisation, whose members can't act as staff on it."""
    rows = Thread.objects.select_for_update(of=("self",)).select_related(
        "listing__organisation", "revision", "submission"
    )
    thread = first_or_not_found(rows.filter(pk=thread_id))
    organisation_id = thread.listing.organisation_id
    if not by.belongs_to(organisation_id):
        if not by.is_staff:
            raise NotAllowed
        return thread
    if thread.visibility == Visibility.STAFF:
        raise NotFound
    if not by.holds(Role.EDITOR, organisation_id):
        raise NotAllowed
    return thread


def _repeated_comment(thread: Thread, body: str, *, by: Actor, now: datetime) -> Comment | None:
    newest = thread.comments.order_by("at", "id").last()
    if newest is None or newest.at < now - _REPEATED_WITHIN or newest.body != normalised(body):
        return None
    author = {name: getattr(newest, name) for name in columns_of("by", by)}
    return newest if author == columns_of("by", by) else None
