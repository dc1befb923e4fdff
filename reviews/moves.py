"""Parts of review writes that transitions compose."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from common.actions import in_transaction
from common.actor import SYSTEM
from listings.models import Revision, Submission
from listings.registry import Change
from listings.transitions import apply, reasons_against, row_for
from reviews.calendar import add_business_days
from reviews.models import Decision, Review, Thread, ThreadState, Verdict
from reviews.queries import current_submission, latest_decisions, live_documents, review_facts
from reviews.teams import digests_read, required_teams
from reviews.threads import is_changed


@in_transaction
def open_reviews(change: Change) -> None:
    """One review per required team for the round that passed its checks; approvals of unread changes carry over."""
    submission = current_submission(change.revision)
    required = required_teams(submission.documents, live_documents(change.listing))
    open_ones = {review.team: review for review in _open_of(change.revision)}
    for team in required:
        _open(open_ones.get(team), team=team, submission=submission, now=change.now)
    for team, review in open_ones.items():
        if team not in required:
            _close(review, reason="not-needed", now=change.now)
    _mark_addressed(submission)
    if _is_settled(change.revision):
        change.then.append("all approved")


@in_transaction
def close_reviews(change: Change) -> None:
    """End every open review of the revision with what happened as the reason."""
    for review in _open_of(change.revision):
        _close(review, reason=change.transition.verb, now=change.now)


@in_transaction
def pause_reviews(change: Change) -> None:
    """The partner has the ball: no clock of a review runs."""
    Review.objects.filter(revision=change.revision, closed_at=None).update(waiting_since=None, due_at=None)


@in_transaction
def settle(revision: Revision, now: datetime) -> None:
    """Apply "all approved" when the last team has approved and no blocking thread is open."""
    row = row_for("all approved", revision.state) if revision.state == "in_review" else None
    if row and not reasons_against(row, revision, by=SYSTEM, parameters=None, now=now):
        apply("all approved", revision_id=revision.pk, seen=None, by=SYSTEM, now=now)


def _open_of(revision: Revision) -> list[Review]:
    return list(Review.objects.select_for_update(of=("self",)).filter(revision=revision, closed_at=None).order_by("pk"))


def _open(review: Review | None, *, team: str, submission: Submission, now: datetime) -> None:
    """Point the team's review at the round; its clock runs unless an earlier approval still holds."""
    review = review or Review(revision_id=submission.revision_id, team=team, opened_at=now)
    is_again = review.submission_id is not None
    review.submission = submission
    days = settings.REREVIEW_DAYS if is_again else settings.FIRST_RESPONSE_DAYS
    review.waiting_since, review.due_at = now, add_business_days(now, days)
    review.save()
    carried = _carried(review, submission, now) if is_again else None
    if carried:
        review.waiting_since = review.due_at = None
        review.save(update_fields=["waiting_since", "due_at"])


def _carried(review: Review, submission: Submission, now: datetime) -> Decision | None:
    """The continuation of an approval, if and only if the team reads the same parts with the same digests."""
    earlier = latest_decisions([review.pk]).get(review.pk)
    reads = digests_read(review.team, submission.documents)
    if earlier is None or earlier.verdict != Verdict.APPROVE or earlier.reads != reads:
        return None
    return Decision.objects.create(
        review=review,
        submission=submission,
        verdict=Verdict.APPROVE,
        by=earlier.by,
        reads=reads,
        at=now,
        carried_from=earlier,
    )


def _close(review: Review, *, reason: str, now: datetime) -> None:
    review.waiting_since = review.due_at = None
    review.closed_at, review.close_reason = now, reason
    review.save(update_fields=["waiting_since", "due_at", "closed_at", "close_reason"])
    review.claims.filter(released_at=None).update(released_at=now)


def _mark_addressed(submission: Submission) -> None:
    """A thread whose place the partner changed is answered, even without a word."""
    documents: Mapping[str, Mapping[str, object]] = submission.documents
    rows = Thread.objects.filter(revision_id=submission.revision_id, state=ThreadState.OPEN).select_related(
        "submission"
    )
    changed = [thread.pk for thread in rows if is_changed(thread.path, thread.submission.documents, documents)]
    Thread.objects.filter(pk__in=changed).update(state=ThreadState.ANSWERED)


def _is_settled(revision: Revision) -> bool:
    facts = review_facts([revision])[revision.pk]
    return not facts.waiting and not any(thread.is_blocking for thread in facts.threads)
