"""Prepares the claim on a review, and the state of the review."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from common.lazy_text import LazyText
from reviews.guards import TeamReview, may_review
from reviews.models import Claim, Decision, Review, Verdict
from reviews.states import ReviewState


class ClaimStatus(Struct, frozen=True, kw_only=True):
    """Who is working on a review, and what the reader may do. action is the URL that claims or releases the review.

    holder_id is the ID of the person who works on it, as text; "" if nobody does.
    """

    review_id: UUID
    listing: str
    team: LazyText
    holder: str
    holder_id: str
    since: datetime | None
    is_mine: bool
    may_claim: bool
    may_release: bool

    @property
    def action(self) -> str:
        verb = "claim" if self.may_claim else "release" if self.may_release else ""
        return reverse(f"reviews:review-{verb}", args=[self.review_id]) if verb else ""


def claim_status(review: Review, claim: Claim | None, actor: Actor) -> ClaimStatus:
    """The status of a claim for the reader. review.revision.listing must be loaded."""
    is_open = review.closed_at is None
    may_work = may_review(actor, review.team, review.revision.listing.organisation_id) and is_open
    is_mine = claim is not None and claim.person_id == actor.id
    return ClaimStatus(
        review_id=review.pk,
        listing=review.revision.listing.name,
        team=Team(review.team).label,
        holder=claim.person.get_full_name() if claim else "",
        holder_id=str(claim.person_id) if claim else "",
        since=claim.at if claim else None,
        is_mine=is_mine,
        may_claim=may_work and claim is None and review.waiting_since is not None,
        may_release=may_work and is_mine,
    )


def review_state(review: Review, decision: Decision | None, *, is_claimed: bool) -> ReviewState:
    if review.closed_at is not None:
        return ReviewState.CLOSED
    if decision is not None and decision.submission_id == review.submission_id:
        if not decision.is_approval:
            return ReviewState.CHANGES_REQUESTED
        return ReviewState.CARRIED_OVER if decision.carried_from_id else ReviewState.APPROVED
    return ReviewState.CLAIMED if is_claimed else ReviewState.OPEN


def team_state(review: TeamReview, decision: Decision | None, *, is_claimed: bool) -> ReviewState:
    """The state of a review from `review_states`. decision is its latest one."""
    if review.approves:
        return ReviewState.CARRIED_OVER if decision and decision.carried_from_id else ReviewState.APPROVED
    if review.verdict == Verdict.REQUEST_CHANGES:
        return ReviewState.CHANGES_REQUESTED
    return ReviewState.CLAIMED if is_claimed else ReviewState.OPEN
