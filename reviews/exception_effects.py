"""Effects of transitions on requests for OAuth exceptions: a submission makes them, and decisions change a comment."""

from datetime import datetime

from accounts.models import Team
from common.actions import in_transaction
from common.actor import Actor
from listings.lifecycle import engine
from listings.lifecycle.change import RevisionChange, StateChange
from listings.lifecycle.requests import REQUEST, WITHDRAW
from listings.models import Revision, Submission
from listings.queries import latest_submission, open_revision
from reviews.announcements import announce_comment, emit_thread
from reviews.authors import columns_of
from reviews.lifecycles.exceptions import EXCEPTIONS
from reviews.models import Comment, ExceptionRequest, ExceptionState, Thread, ThreadState
from reviews.queries.exceptions import REASON, oauth_exception
from reviews.thread_places import excerpt_of


@in_transaction
def request_exception(change: RevisionChange) -> None:
    """Send the request that the submission makes, unless it was sent before. Withdraw one with another reason."""
    submission = latest_submission(change.revision)
    request = oauth_exception(submission)
    reason = request.reason if request else ""
    rows = ExceptionRequest.objects.select_for_update().filter(listing=change.listing)
    for replaced in rows.filter(state=ExceptionState.REQUESTED).exclude(reason=reason):
        replaced.listing = change.listing
        engine.apply_to_locked(EXCEPTIONS, replaced, WITHDRAW, by=change.by, now=change.now)
    if request and (request.is_new or request.state == ExceptionState.WITHDRAWN):
        new = ExceptionRequest(
            listing=change.listing, reason=reason, requested_by=change.by.id, requested_at=change.now
        )
        engine.create(EXCEPTIONS, new, REQUEST, by=change.by, now=change.now)


@in_transaction
def update_exception_comment(change: StateChange[ExceptionRequest]) -> None:
    """Open a blocking comment with the reason if the request was declined, or resolve it if it was granted."""
    request, revision = change.subject, open_revision(change.listing.pk)
    assert revision is not None  # noqa: S101 the guards checked it
    submission = latest_submission(revision)
    change.objects.update(submission=submission.pk, revision=revision.pk)
    if request.state == ExceptionState.DECLINED:
        submission.revision = revision
        request.thread = _blocking_thread(submission, change.text("reason"), by=change.by, now=change.now)
    elif request.thread:
        _resolve(request.thread, revision, by=change.by, now=change.now)


def _blocking_thread(submission: Submission, note: str, *, by: Actor, now: datetime) -> Thread:
    thread = Thread.objects.create(
        listing=submission.revision.listing,
        revision=submission.revision,
        submission=submission,
        team=Team.ECOSYSTEMS,
        path=REASON,
        excerpt=excerpt_of(REASON, submission.documents),
        is_blocking=True,
        opened_by_id=by.id,
        opened_at=now,
    )
    comment = Comment.objects.create(thread=thread, **columns_of("by", by), is_partner=False, body=note, at=now)
    announce_comment(comment, thread, by=by, now=now)
    emit_thread("thread.opened", thread, key="opened", now=now)
    return thread


def _resolve(thread: Thread, revision: Revision, *, by: Actor, now: datetime) -> None:
    """Resolve the comment of a declined request, because nothing is left to do in it."""
    rows = Thread.objects.filter(pk=thread.pk).exclude(state=ThreadState.RESOLVED)
    if rows.update(state=ThreadState.RESOLVED, **columns_of("resolved_by", by), resolved_at=now):
        thread.revision, thread.listing = revision, revision.listing
        emit_thread("thread.resolved", thread, key="granted", now=now)
