"""Actions on decisions of teams. A decision is about the submission that the reviewer saw."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.names import assert_readable
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision
from listings.models import Revision, Submission
from listings.queries import latest_submission
from listings.states.revision_states import REVIEWABLE, RevisionState
from page_parts.times import format_time
from page_parts.total_maps import total_map
from reviews.actions.access import locked_review, person_of, refuse
from reviews.actions.approved_threads import reopen_answered_threads, resolve_answered_threads
from reviews.actions.sent_drafts import Prepared, must_count, prepare_drafts, send_prepared
from reviews.announcements import announce_remarks, emit_review
from reviews.draft_guards import reasons_against_approving_with
from reviews.errors import DecidedMeanwhile, DecisionFinal, SubmissionReplaced
from reviews.guards import reasons_against_approving
from reviews.models import Decision, Review, Verdict
from reviews.policies import REREVIEW_DAYS
from reviews.queries import decision_facts, is_retractable, latest_decisions, next_due_dates
from reviews.queries.unsent_comments import drafts_of
from reviews.return_guards import reasons_against_requesting
from reviews.states import ReviewState
from reviews.teams import digests_read, documents_read
from reviews.writes import approve_if_complete, record_activity, start_due_date
from reviews.writes.due_dates import (
    DUE_FIELDS,
    PAUSE_FIELDS,
    count_incident,
    pause_due_date,
    run_due_date,
    stop_due_date,
    wait_again,
)

_DECIDED: Mapping[Verdict, LazyText] = total_map(
    Verdict,
    {Verdict.APPROVE: ReviewState.APPROVED.label, Verdict.REQUEST_CHANGES: ReviewState.CHANGES_REQUESTED.label},
)


class _NewVerdict(Struct, frozen=True):
    """The input of a decision. drafts are the comments that are sent with it."""

    review_id: UUID
    submission_id: UUID
    note: str
    seen_decision_id: UUID | None
    drafts: Prepared


def approve_review(
    *,
    review_id: UUID,
    submission_id: UUID,
    note: str,
    by: Actor,
    now: datetime,
    seen_decision_id: UUID | None = None,
    seen_threads: Collection[UUID] | None = None,
) -> Decision:
    """Approve the submission for the team. The last approval approves the revision. The partner gets the note at once.

    While the partner edits a newer version, teams can approve the submission: the approval carries over if nothing that
    the team reads changes. The revision is not approved before the replacement is submitted or cancelled.

    Sends the actor's drafts of comments, and resolves the team's own answered threads that don't block; if seen_threads
    is not None, only those in it. A repeated decision (a double click) returns the first one. seen_decision_id is the
    team's decision that the actor saw. Raises SubmissionReplaced, DecidedMeanwhile, NotAllowed, NotFound, NotPossible.
    """
    verdict = _NewVerdict(review_id, submission_id, note, seen_decision_id, prepare_drafts(review_id, by))
    return _approve(verdict=verdict, seen_threads=seen_threads, by=by, now=now)


@action
def _approve(*, verdict: _NewVerdict, seen_threads: Collection[UUID] | None, by: Actor, now: datetime) -> Decision:
    seen = _locked(verdict.review_id, verdict.submission_id, by)
    if previous := _repeated_decision(seen, Verdict.APPROVE, by, seen_decision_id=verdict.seen_decision_id):
        return previous
    against = reasons_against_approving(decision_facts(seen.review, verdict.submission_id, now), by)
    refuse((*against, *reasons_against_approving_with(must_count(drafts_of([seen.review], by)))))
    decision = _decide(seen, Verdict.APPROVE, note=verdict.note, by=by, now=now)
    emit_review("review.approved", decision, seen.revision, now=now)
    comments = send_prepared(seen.review, seen.revision, verdict.drafts, by=by, now=now)
    resolve_answered_threads(decision, seen.review, seen_threads)
    approve_if_complete(seen.revision, now, note=decision.note, comments=comments)
    if (decision.note or comments) and seen.revision.state in {*REVIEWABLE, RevisionState.CHANGES_REQUESTED}:
        announce_remarks(decision, seen.revision, comments=comments, by=by, now=now)
    return decision


def request_changes(
    *, review_id: UUID, submission_id: UUID, note: str, by: Actor, now: datetime, seen_decision_id: UUID | None = None
) -> Decision:
    """Return the revision to the partner, and send the actor's drafts of comments.

    Raises the errors of `approve_review`, and NotPossible if there is neither a note nor a blocking thread of the team
    without an answer.
    """
    verdict = _NewVerdict(review_id, submission_id, note, seen_decision_id, prepare_drafts(review_id, by))
    return _request_changes(verdict=verdict, by=by, now=now)


@action
def _request_changes(*, verdict: _NewVerdict, by: Actor, now: datetime) -> Decision:
    seen = _locked(verdict.review_id, verdict.submission_id, by)
    if previous := _repeated_decision(seen, Verdict.REQUEST_CHANGES, by, seen_decision_id=verdict.seen_decision_id):
        return previous
    refuse(reasons_against_requesting(decision_facts(seen.review, verdict.submission_id, now), by))
    decision = _decide(seen, Verdict.REQUEST_CHANGES, note=verdict.note, by=by, now=now)
    comments = send_prepared(seen.review, seen.revision, verdict.drafts, by=by, now=now)
    parameters = {
        "note": decision.note,
        "comments": comments,
        "submission_id": verdict.submission_id,
        "team": seen.review.team,
    }
    apply_to_locked_revision(seen.revision, "request changes", by=by, now=now, parameters=parameters)
    return decision


@action
def retract_decision(*, decision_id: UUID, by: Actor, now: datetime) -> Decision:
    """Withdraw the actor's own decision within ten minutes. An approved or returned revision is in review again.

    Raises NotFound, NotAllowed for another person's decision, and DecisionFinal if it is too late or somebody has acted
    on it.
    """
    decision = Decision.objects.select_related("review").filter(pk=decision_id, retracts=None).first()
    if decision is None or not by.is_staff:
        raise NotFound
    revision = lock_revision(decision.review.revision_id, by=by)
    review = locked_review(decision.review_id, by)
    if decision.by_id != by.id:
        raise NotAllowed
    if not is_retractable(decision, revision, now=now) or _was_followed(decision):
        raise DecisionFinal
    back = Decision.objects.create(
        review=review, submission_id=decision.submission_id, by_id=by.id, at=now, retracts=decision
    )
    objects = {"review": review.pk, "revision": revision.pk, "listing": revision.listing_id, "decision": decision.pk}
    record_event("review.retract", by=by, objects=objects, now=now)
    if decision.is_approval:
        _reopen_for_team(review, revision, back)
    else:
        apply_to_locked_revision(revision, "request taken back", by=SYSTEM, now=now)
    return back


@in_transaction
def _reopen_for_team(review: Review, revision: Revision, back: Decision) -> None:
    """Let the review wait as it did before the team's approval, which it withdrew, with the same due date and claim.
    The threads that the approval has resolved are answered again.

    While the partner edits, it is paused again.
    """
    now, approval = back.at, back.retracts
    review.days_left = None
    if approval is None or approval.due_at is None:
        start_due_date(review, days=REREVIEW_DAYS.value, now=now)
    else:
        review.waiting_since, review.due_at = approval.waiting_since, approval.due_at
        run_due_date(review, now, since=approval.at)
        if not review.claims.filter(released_at=None).exists():
            review.claims.filter(released_at=approval.at, person=approval.by_id).update(released_at=None)
    if revision.state == RevisionState.CHANGES_REQUESTED:
        pause_due_date(review, now)
    review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])
    emit_review("review.approval_withdrawn", back, revision, now=now)
    if approval is not None:
        reopen_answered_threads(back, approval, review)
    if revision.state == RevisionState.APPROVED:
        apply_to_locked_revision(revision, "approval taken back", by=SYSTEM, now=now)


def _was_followed(decision: Decision) -> bool:
    """Whether the decision is no longer the team's latest, because the team made another one or withdrew it."""
    latest = latest_decisions([decision.review_id]).get(decision.review_id)
    return latest is None or latest.pk != decision.pk


class _LockedReview(Struct, frozen=True, kw_only=True):
    """A locked review with its locked revision, and the submission that the actor saw."""

    revision: Revision
    review: Review
    submission: Submission


def _locked(review_id: UUID, submission_id: UUID, by: Actor) -> _LockedReview:
    revision_id = first_or_not_found(Review.objects.filter(pk=review_id).values_list("revision_id", flat=True))
    revision = lock_revision(revision_id, by=by)
    review = locked_review(review_id, by)
    submission = latest_submission(revision)
    if submission.pk != submission_id:
        raise SubmissionReplaced(round=submission.submission_number, submission=submission.pk)
    review.revision = revision
    return _LockedReview(revision=revision, review=review, submission=submission)


def _repeated_decision(
    locked: _LockedReview, verdict: Verdict, by: Actor, *, seen_decision_id: UUID | None
) -> Decision | None:
    """The actor's decision with the same verdict on the same submission; None if there is none.

    Raises DecidedMeanwhile if somebody else has decided since the actor loaded the page.
    """
    latest = latest_decisions([locked.review.pk]).get(locked.review.pk)
    if latest is None or latest.carried_from_id is not None or latest.submission_id != locked.submission.pk:
        return None
    if latest.by_id != by.id and latest.pk != seen_decision_id:
        raise DecidedMeanwhile(
            person=latest.by.get_full_name() if latest.by else _("Someone"),
            decision=str(_DECIDED[Verdict(latest.verdict)]),
            at=format_time(latest.at),
        )
    return latest if (latest.verdict, latest.by_id) == (verdict, by.id) else None


@in_transaction
def _decide(locked: _LockedReview, verdict: Verdict, *, note: str, by: Actor, now: datetime) -> Decision:
    assert_readable(note)
    review, submission = locked.review, locked.submission
    if review.paused_at:  # a withdrawal continues as if the partner had stopped editing now
        review.due_at = next_due_dates(locked.revision, [review.team], now)[review.team]
        wait_again(review, now)
    if verdict == Verdict.APPROVE:
        count_incident(review, now)
    decision = Decision.objects.create(
        review=review,
        submission=submission,
        verdict=verdict,
        by_id=person_of(by),
        note=note.strip(),
        reads=digests_read(review.team, documents_read(submission)),
        at=now,
        waiting_since=review.waiting_since,
        due_at=review.due_at,
    )
    record_activity(review.revision_id, submission.pk, person_id=by.id, now=now)
    if decision.is_approval:
        stop_due_date(review)
        review.days_left = None
        review.save(update_fields=[*PAUSE_FIELDS, *DUE_FIELDS])
        review.claims.filter(released_at=None).update(released_at=now)
    objects: dict[str, UUID | str | int] = {
        "review": review.pk,
        "submission": submission.pk,
        "revision": review.revision_id,
        "listing": locked.revision.listing_id,
        "team": review.team,
    }
    verb = f"review.{verdict.replace('_', '-')}"
    record_event(verb, by=by, objects=objects, digests={"content": submission.digest}, now=now)
    return decision
