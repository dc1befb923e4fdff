"""Effects of decisions on OAuth exceptions: if a review is under way, they open and resolve a blocking comment."""

from datetime import datetime

from accounts.models import Team
from common.actions import in_transaction
from common.actor import Actor
from listings.lifecycle.change import StateChange
from listings.models import Revision, Submission
from listings.queries import latest_submission, open_revision
from listings.states.revision_states import REVIEWABLE
from reviews.authors import columns_of
from reviews.lifecycles.comment_disputes import close_disputes
from reviews.models import Comment, ExceptionRequest, Thread, ThreadState
from reviews.queries.exceptions import METHOD_FIELD, needs_exception
from reviews.thread_places import excerpt_of


@in_transaction
def open_exception_comment(change: StateChange[ExceptionRequest]) -> None:
    """Open a blocking comment with the reason. The notice and the webhook event of the decision announce it."""
    if reviewed := _reviewed(change):
        revision, submission = reviewed
        reason = change.text("reason")
        change.subject.thread = _blocking_thread(revision, submission, reason, by=change.by, now=change.now)


@in_transaction
def resolve_exception_comments(change: StateChange[ExceptionRequest]) -> None:
    """Resolve the comments of declined requests, because nothing is left to do in them."""
    _reviewed(change)
    declined = ExceptionRequest.objects.filter(listing=change.listing).values("thread")
    rows = Thread.objects.filter(pk__in=declined).exclude(state=ThreadState.RESOLVED)
    by = columns_of("resolved_by", change.by)
    close_disputes(rows.values_list("pk", flat=True), now=change.now)
    rows.update(state=ThreadState.RESOLVED, **by, resolved_at=change.now)


def _reviewed(change: StateChange[ExceptionRequest]) -> tuple[Revision, Submission] | None:
    """The revision in review that needs the exception, with its submission; the audit event names both."""
    revision = open_revision(change.listing.pk)
    submission = latest_submission(revision) if revision and revision.state in REVIEWABLE else None
    if revision is None or submission is None or not needs_exception(submission):
        return None
    change.objects.update(submission=submission.pk, revision=revision.pk)
    return revision, submission


def _blocking_thread(revision: Revision, submission: Submission, note: str, *, by: Actor, now: datetime) -> Thread:
    thread = Thread.objects.create(
        listing=revision.listing,
        revision=revision,
        submission=submission,
        team=Team.ECOSYSTEMS,
        path=METHOD_FIELD,
        excerpt=excerpt_of(METHOD_FIELD, submission.documents),
        is_blocking=True,
        opened_by_id=by.id,
        opened_at=now,
    )
    Comment.objects.create(thread=thread, **columns_of("by", by), is_partner=False, body=note, at=now)
    return thread
