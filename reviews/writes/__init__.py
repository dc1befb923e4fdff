"""Parts of writes about reviews, for actions and as effects of transitions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor, TeamRole
from files.queries import StoredFile, stored_files
from listings.lifecycle.change import RevisionChange
from listings.lifecycle.reasons import reasons_against
from listings.lifecycle.revisions import apply_to_locked_revision, row_for
from listings.models import Revision, Submission
from listings.queries import latest_submission
from listings.states.revision_states import REVIEWABLE, RevisionState
from reviews.announcements import announce_closing, announce_waiting, with_comments
from reviews.calendar import add_business_days, business_days_until
from reviews.closings import NOT_NEEDED, ORGANISATION_DELETED
from reviews.exception_guards import exception_granted
from reviews.models import (
    Claim,
    Comment,
    Decision,
    EraseReason,
    ProductAccount,
    Review,
    Thread,
    ThreadState,
    Verdict,
    ViewedSubmission,
    Visibility,
)
from reviews.queries import live_documents, next_due_dates, review_facts, standing_approvals
from reviews.queries.calendars import calendar_of
from reviews.queries.exceptions import submitted_exceptions
from reviews.teams import Documents, digests_read, documents_read, required_teams
from reviews.writes.claims import end_idle_claims, renew_claims, renew_claims_of
from reviews.writes.due_dates import (
    DUE_FIELDS,
    PAUSE_FIELDS,
    continue_waiting,
    count_incident,
    hold_due_date,
    pause_due_date,
    run_due_date,
    stop_due_date,
    wait_again,
)
from reviews.writes.fast_lane import record_lane_results
from reviews.writes.threads import mark_addressed


@in_transaction
def open_reviews(change: RevisionChange) -> None:
    """Open a review for each required team. An approval carries over if nothing that the team reads has changed."""
    submission = latest_submission(change.revision)
    documents = documents_read(submission)
    required = required_teams(documents, live_documents(change.listing))
    open_ones = {review.team: review for review in _open_reviews_of(change.revision)}
    due_dates = next_due_dates(change.revision, required, change.now)
    reviews = [open_ones.get(team) or Review(revision=change.revision, team=team) for team in required]
    renew_claims_of([review for review in reviews if review.paused_at], change.now)
    approvals = standing_approvals(change.revision, required, documents, now=change.now)
    for review in reviews:
        _assign_submission(review, submission, due_at=due_dates[review.team], now=change.now)
        if review.team in approvals:
            _carry_over(approvals[review.team], review, submission, now=change.now)
    mark_addressed(submission)
    undecided = [review for review in reviews if review.waiting_since or review.days_left is not None]
    record_lane_results(change.revision, submission, undecided, now=change.now)
    announce_waiting(change, [review for review in reviews if review.waiting_since], submission)
    unneeded = [review for team, review in open_ones.items() if team not in required]
    _announce_and_close(unneeded, change, reason=NOT_NEEDED)
    if _is_complete(change.revision):
        change.next_verbs.append("all approved")


@in_transaction
def close_reviews(change: RevisionChange) -> None:
    """Close the open reviews of the revision. The verb of the transition is stored as the reason."""
    _announce_and_close(_open_reviews_of(change.revision), change, reason=change.transition.verb)


@in_transaction
def list_comments(change: RevisionChange) -> None:
    """Add the comments that are sent with a decision to the notice about it."""
    comments = change.parameters.get("comments", ())
    change.details["note"] = with_comments(change.text("note"), comments if isinstance(comments, Sequence) else ())


@in_transaction
def pause_reviews(change: RevisionChange) -> None:
    """Pause the due dates of the revision's reviews while the partner must act. Idle claims end."""
    reviews = _open_reviews_of(change.revision)
    end_idle_claims(reviews, change.now)
    for review in reviews:
        if review.due_at:
            pause_due_date(review, change.now)
            review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])


@in_transaction
def resume_reviews(change: RevisionChange) -> None:
    """Continue the paused reviews of the revision as if they had never been paused, if the listing isn't on hold.

    Approve the revision if all teams had approved it before.
    """
    for review in _open_reviews_of(change.revision):
        if review.paused_at:
            paused_at = review.paused_at
            review.waiting_since, review.due_at = review.paused_waiting_since, review.paused_due_at
            review.paused_at = review.paused_waiting_since = review.paused_due_at = None
            run_due_date(review, change.now, since=paused_at)
            review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])
    if _is_complete(change.revision):
        change.next_verbs.append("all approved")


@in_transaction
def continue_reviews(change: RevisionChange) -> None:
    """Let the paused reviews wait again with the rest of their time, because the partner replaces nothing after all.

    Approve the revision if all teams had approved it before.
    """
    reviews = [review for review in _open_reviews_of(change.revision) if review.paused_at]
    due_dates = next_due_dates(change.revision, [review.team for review in reviews], change.now)
    renew_claims_of(reviews, change.now)
    for review in reviews:
        _start_waiting(review, due_at=due_dates[review.team], now=change.now)
    if _is_complete(change.revision):
        change.next_verbs.append("all approved")


@in_transaction
def stop_due_dates(change: RevisionChange) -> None:
    """Stop the due dates of the revision's reviews while the listing is on hold, and store how many days are left.

    Idle claims end.
    """
    reviews = _open_reviews_of(change.revision)
    end_idle_claims(reviews, change.now)
    for review in reviews:
        if review.due_at:
            count_incident(review, change.now)
            hold_due_date(review, change.now)
            review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])


@in_transaction
def continue_due_dates(change: RevisionChange) -> None:
    """Let the due dates run again after a hold, and notify the teams. Approve the revision if all teams had approved.

    A team has at least one business day, as after a turn of the partner. While the teams can't decide for another
    reason, the due dates stay stopped.
    """
    if change.revision.state not in REVIEWABLE:
        return
    reviews = [review for review in _open_reviews_of(change.revision) if review.days_left is not None]
    for review in reviews:
        held_for = review.held_for
        start_due_date(review, days=max(1, review.days_left or 0), now=change.now)
        continue_waiting(review, change.now, held_for=held_for)
        review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])
    renew_claims_of(reviews, change.now)
    announce_waiting(change, reviews, latest_submission(change.revision))
    if _is_complete(change.revision):
        change.next_verbs.append("all approved")


@in_transaction
def approve_if_complete(revision: Revision, now: datetime, *, note: str = "", comments: Sequence[str] = ()) -> None:
    """Approve the locked revision if every team has approved, and no blocking thread and no question is open.

    note and comments are those of the last approval, which the partner gets with the notice.
    """
    if revision.state not in REVIEWABLE:
        return
    row = row_for("all approved", RevisionState.IN_REVIEW)
    if not reasons_against(row, revision, by=SYSTEM, parameters=None, now=now):
        apply_to_locked_revision(
            revision, "all approved", by=SYSTEM, now=now, parameters={"note": note, "comments": comments}
        )


@in_transaction
def start_due_date(review: Review, *, days: int, now: datetime) -> None:
    """Set the due date of a review to this number of business days from now, unless the listing is on hold."""
    due_at = add_business_days(now, days, calendar_of(review.team))
    review.waiting_since, review.due_at, review.days_left, review.held_for = now, due_at, None, None
    run_due_date(review, now)


def _announce_and_close(reviews: Collection[Review], change: RevisionChange, *, reason: str) -> None:
    announce_closing(change, reviews, reason=reason)
    for review in reviews:
        close_review(review, reason=reason, now=change.now)


@in_transaction
def close_review(review: Review, *, reason: str, now: datetime) -> None:
    """Close a review and release its claim."""
    stop_due_date(review)
    review.closed_at, review.close_reason = now, reason
    review.save(update_fields=[*DUE_FIELDS, "closed_at", "close_reason"])
    review.claims.filter(released_at=None).update(released_at=now)


@in_transaction
def close_reviews_of_deleted(reviews: Iterable[Review], now: datetime) -> None:
    """Close reviews of an organisation that is being deleted. Nobody is notified: the partner had to act."""
    for review in reviews:
        close_review(review, reason=ORGANISATION_DELETED, now=now)


@in_transaction
def record_activity(revision_id: UUID, submission_id: UUID, *, person_id: UUID | None, now: datetime) -> None:
    """Record that a reviewer is working on the submission, and renew their claim, unless it has expired."""
    if person_id is None:
        return
    record_seen(submission_id, person_id=person_id, now=now)
    claims = Claim.objects.filter(review__revision=revision_id, person_id=person_id, released_at=None)
    renew_claims(claims.filter(Claim.unexpired(now)), now)


@in_transaction
def record_seen(submission_id: UUID, *, person_id: UUID, now: datetime) -> None:
    """Record that a person has seen the submission. Their claim is not renewed."""
    ViewedSubmission.objects.update_or_create(person_id=person_id, submission_id=submission_id, defaults={"at": now})


def _open_reviews_of(revision: Revision) -> list[Review]:
    reviews = Review.objects.select_for_update(of=("self",)).filter(revision=revision, closed_at=None).order_by("pk")
    for review in reviews:
        review.revision = revision  # loaded already
    return list(reviews)


def _assign_submission(review: Review, submission: Submission, *, due_at: datetime, now: datetime) -> None:
    """Assign a submission to a review, and start the due date."""
    review.submission = submission
    review.opened_at = review.opened_at or now
    _start_waiting(review, due_at=due_at, now=now)


def _start_waiting(review: Review, *, due_at: datetime, now: datetime) -> None:
    wait_again(review, now)
    review.due_at, review.days_left = due_at, None
    run_due_date(review, now)
    review.save()


def _carry_over(approval: Decision, review: Review, submission: Submission, *, now: datetime) -> None:
    """Let an earlier approval apply to the submission, so that the team need not decide."""
    Decision.objects.create(
        review=review,
        submission=submission,
        verdict=approval.verdict,
        by_id=approval.by_id,
        reads=approval.reads,
        at=now,
        carried_from=approval,
    )
    review.days_left = review.paused_at = review.paused_waiting_since = None
    stop_due_date(review)
    review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])


def _is_complete(revision: Revision) -> bool:
    """Whether nothing is missing for the approval, which a hold would refuse."""
    if revision.listing.hold:
        return False
    facts = review_facts([revision])[revision.pk]
    is_free = not facts.waiting and not facts.blocking and not facts.questions
    return is_free and not exception_granted(submitted_exceptions([revision])[revision.pk], SYSTEM)
