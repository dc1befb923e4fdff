"""The action that answers a request for an OAuth exception."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Team
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, NotPossible
from listings.lifecycle.revisions import lock_revision
from listings.models import Revision, Submission
from listings.states.revision_states import REVIEWABLE
from reviews.actions.access import person_of
from reviews.actions.threads import MAX_BODY
from reviews.announcements import announce_comment, emit_thread
from reviews.authors import columns_of
from reviews.errors import SubmissionReplaced
from reviews.guards import may_answer_exception
from reviews.models import Comment, ExceptionAnswer, ExceptionDecision, Thread, ThreadState
from reviews.queries import current_submission
from reviews.queries.exceptions import REASON, ExceptionRequest, oauth_exception
from reviews.thread_places import excerpt_of
from reviews.writes import approve_if_complete


@action
def answer_exception(
    *, revision_id: UUID, submission_id: UUID, answer: ExceptionAnswer, note: str, by: Actor, now: datetime
) -> ExceptionDecision:
    """Grant or decline the OAuth exception that the submission requests. note is the reason.

    A declined request opens a blocking comment with the note; a granted one resolves that comment. The same answer
    twice (a double click) returns the first one. Raises NotFound, NotAllowed, SubmissionReplaced, and NotPossible
    without a request or a note, or if the listing is not in review.
    """
    revision = lock_revision(revision_id, by=by)
    if not may_answer_exception(by, revision.listing.organisation_id):
        raise NotAllowed
    submission, text = current_submission(revision), note.replace("\r\n", "\n").strip()
    if submission.pk != submission_id:
        raise SubmissionReplaced(round=submission.round)
    submission.revision = revision
    request = _answerable_request(submission, text)
    if request.answer and (request.answer.answer, request.answer.by_id) == (answer, by.id):
        return request.answer
    decision = ExceptionDecision(
        listing=revision.listing, reason=request.reason, answer=answer, note=text, by_id=person_of(by), at=now
    )
    if answer == ExceptionAnswer.DECLINED:
        decision.thread = _blocking_thread(submission, text, by=by, now=now)
    decision.save()
    record_event("review.answer-exception", by=by, objects=_objects(submission, answer), now=now)
    if answer == ExceptionAnswer.GRANTED and request.answer and request.answer.thread:
        _resolve(request.answer.thread, revision, by=by, now=now)
    approve_if_complete(revision, now)
    return decision


def _answerable_request(submission: Submission, note: str) -> ExceptionRequest:
    if submission.revision.state not in REVIEWABLE:
        raise NotPossible(reasons=_("The listing is not in review."), codes=["not-in-review"])
    if not 0 < len(note) <= MAX_BODY:
        reason = _("Write between 1 and {most} characters.").format(most=MAX_BODY)
        raise NotPossible(reasons=reason, codes=["comment-length"])
    request = oauth_exception(submission)
    if request is None:
        raise NotPossible(reasons=_("The listing requests no OAuth exception."), codes=["exception-not-requested"])
    return request


@in_transaction
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


@in_transaction
def _resolve(thread: Thread, revision: Revision, *, by: Actor, now: datetime) -> None:
    """Resolve the comment of a declined request, because nothing is left to do in it."""
    rows = Thread.objects.filter(pk=thread.pk).exclude(state=ThreadState.RESOLVED)
    if rows.update(state=ThreadState.RESOLVED, **columns_of("resolved_by", by), resolved_at=now):
        thread.revision, thread.listing = revision, revision.listing
        emit_thread("thread.resolved", thread, key="granted", now=now)


def _objects(submission: Submission, answer: str) -> dict[str, UUID | str | int]:
    revision = submission.revision
    ids = {"submission": submission.pk, "revision": revision.pk, "listing": revision.listing_id}
    return {**ids, "answer": str(answer)}
