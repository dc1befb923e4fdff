"""A team's verdict, bound to the submission that was seen; and the lead's."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from audit.moves import record
from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound, NotPossible
from listings.models import Revision, Submission
from listings.states import State
from listings.transitions import apply, lock_revision
from reviews.actions.access import locked_review
from reviews.calendar import add_business_days
from reviews.errors import DecisionFinal, SubmissionReplaced
from reviews.models import Decision, Review, Thread, ThreadState, Verdict
from reviews.moves import settle
from reviews.queries import current_submission
from reviews.rules import RETRACT_WITHIN
from reviews.teams import digests_read


@action
def approve_review(*, review_id: UUID, submission_id: UUID, note: str, by: Actor, now: datetime) -> Decision:
    """Approve for the team what the actor saw; the last approval approves the revision.

    Resolves the team's own answered threads. Raises SubmissionReplaced, NotAllowed, NotFound, NotPossible.
    """
    review, submission = _seen(review_id, submission_id, by)
    decision = _decide(review, submission, Verdict.APPROVE, note=note, by=by, now=now)
    answered = Thread.objects.filter(revision=review.revision, team=review.team, state=ThreadState.ANSWERED)
    answered.update(state=ThreadState.RESOLVED, resolved_by_id=by.id, resolved_at=now)
    settle(review.revision, now)
    return decision


@action
def request_changes(*, review_id: UUID, submission_id: UUID, note: str, by: Actor, now: datetime) -> Decision:
    """Send the revision back to the partner. Raises as approve_review, and NotPossible where nothing says why."""
    review, submission = _seen(review_id, submission_id, by)
    decision = _decide(review, submission, Verdict.REQUEST_CHANGES, note=note, by=by, now=now)
    parameters = {"note": note, "submission_id": submission.pk, "team": review.team}
    apply("request changes", revision_id=review.revision_id, seen=None, by=by, now=now, parameters=parameters)
    return decision


@action
def retract_decision(*, decision_id: UUID, by: Actor, now: datetime) -> Decision:
    """Take one's own approval back within ten minutes; an approved revision goes back to review.

    Raises DecisionFinal where it is too late or somebody acted on it, NotAllowed for somebody else's.
    """
    decision = Decision.objects.select_related("review").filter(pk=decision_id, retracts=None).first()
    if decision is None:
        raise NotFound
    revision = lock_revision(decision.review.revision_id)
    if decision.by_id != by.id:
        raise NotAllowed
    if not _is_open(decision, revision, now):
        raise DecisionFinal
    taken_back = Decision.objects.create(
        review=decision.review, submission=decision.submission, by_id=by.id, at=now, retracts=decision
    )
    _restart_clock(decision.review, now)
    record("review.retract", by=by, objects={"review": decision.review_id, "decision": decision.pk}, now=now)
    if revision.state == State.APPROVED:
        apply("approval taken back", revision_id=revision.pk, seen=None, by=SYSTEM, now=now)
    return taken_back


@action
def reject_revision(*, revision_id: UUID, seen: int, reason: str, by: Actor, now: datetime) -> Revision:
    """Decline the listing for good, with the reason that the partner reads. Raises as `apply`."""
    return apply("reject", revision_id=revision_id, seen=seen, by=by, now=now, parameters={"reason": reason})


@action
def reopen_revision(*, revision_id: UUID, seen: int, reason: str, by: Actor, now: datetime) -> Revision:
    """Let the partner try again after a rejection. Raises as `apply`."""
    return apply("reopen", revision_id=revision_id, seen=seen, by=by, now=now, parameters={"reason": reason})


def _seen(review_id: UUID, submission_id: UUID, by: Actor) -> tuple[Review, Submission]:
    """The review and the submission it is about, which must be the one that the actor saw."""
    revision_id = Review.objects.filter(pk=review_id).values_list("revision_id", flat=True).first()
    if revision_id is None:
        raise NotFound
    revision = lock_revision(revision_id)
    review = locked_review(review_id, by)
    if revision.state != State.IN_REVIEW:
        raise NotPossible(reasons=str(State(revision.state).label), codes=["not-in-review"])
    submission = current_submission(revision)
    if submission.pk != submission_id:
        raise SubmissionReplaced(round=submission.round)
    review.revision = revision
    return review, submission


def _decide(
    review: Review, submission: Submission, verdict: Verdict, *, note: str, by: Actor, now: datetime
) -> Decision:
    reads = digests_read(review.team, submission.documents)
    decision = Decision.objects.create(
        review=review, submission=submission, verdict=verdict, by_id=by.id, note=note.strip(), reads=reads, at=now
    )
    review.waiting_since = review.due_at = None
    review.save(update_fields=["waiting_since", "due_at"])
    review.claims.filter(released_at=None).update(released_at=now)
    objects = {"review": review.pk, "submission": submission.pk, "listing": review.revision.listing_id}
    record(
        f"review.{verdict.replace('_', '-')}",
        by=by,
        objects=objects,
        digests={"submission": submission.digest},
        now=now,
    )
    return decision


def _is_open(decision: Decision, revision: Revision, now: datetime) -> bool:
    """Nobody acted on it: it is recent, the review still stands and the revision went no further than approved."""
    is_recent = now - decision.at <= RETRACT_WITHIN
    is_untouched = revision.state in (State.IN_REVIEW, State.APPROVED) and decision.review.closed_at is None
    return is_recent and is_untouched and decision.carried_from_id is None and not hasattr(decision, "retracted_by")


def _restart_clock(review: Review, now: datetime) -> None:
    review.waiting_since, review.due_at = now, add_business_days(now, settings.REREVIEW_DAYS)
    review.save(update_fields=["waiting_since", "due_at"])
