"""Taking a review, giving it back, handing it over."""

from datetime import datetime
from uuid import UUID

from accounts.queries import names_of, team_ids
from audit.moves import record
from common.actions import action
from common.actor import Actor
from common.constraints import constraint
from common.errors import NotAllowed, NotPossible
from reviews.actions.access import locked_review
from reviews.errors import ReviewAlreadyClaimed
from reviews.models import Claim, Review
from reviews.queries import active_claims


@action
def claim_review(*, review_id: UUID, by: Actor, now: datetime) -> Claim:
    """Give the review to the actor; claiming one's own again renews it. Raises ReviewAlreadyClaimed."""
    review = locked_review(review_id, by)
    held = active_claims([review.pk], now).get(review.pk)
    if held and held.person_id == by.id:
        held.active_at = now
        held.save(update_fields=["active_at"])
        return held
    if held:
        raise ReviewAlreadyClaimed(person=held.person.get_full_name())
    return _give(review, person_id=by.id, by=by, now=now, verb="review.claim")


@action
def take_over_review(*, review_id: UUID, reason: str, by: Actor, now: datetime) -> Claim:
    """Take the review from whoever holds it, saying why. Raises NotPossible without a reason."""
    review = locked_review(review_id, by)
    if not reason.strip():
        raise NotPossible(reasons="Say why you take it over.", codes=["reason-missing"])
    return _give(review, person_id=by.id, by=by, now=now, verb="review.take-over", reason=reason.strip())


@action
def hand_over_review(*, review_id: UUID, to: UUID, by: Actor, now: datetime) -> Claim:
    """Give one's own claim to a colleague of the same team. Raises NotAllowed, NotPossible."""
    review = locked_review(review_id, by)
    held = active_claims([review.pk], now).get(review.pk)
    if held is None or (held.person_id != by.id and not by.leads(review.team)):
        raise NotAllowed
    if to not in team_ids([review.team]):
        raise NotPossible(reasons=f"{names_of([to]).get(to, to)} is not in this team.", codes=["not-in-team"])
    return _give(review, person_id=to, by=by, now=now, verb="review.hand-over")


@action
def release_review(*, review_id: UUID, by: Actor, now: datetime) -> None:
    """Give one's own claim back to the queue; nothing happens where there is none."""
    review = locked_review(review_id, by)
    freed = review.claims.filter(released_at=None, person_id=by.id).update(released_at=now)
    if freed:
        record("review.release", by=by, objects={"review": review.pk}, now=now)


def _give(review: Review, *, person_id: UUID | None, by: Actor, now: datetime, verb: str, reason: str = "") -> Claim:
    review.claims.filter(released_at=None).update(released_at=now)
    taken = ReviewAlreadyClaimed(person="")
    with constraint("reviews_claim_one", "reviews_claim.review_id", taken):
        claim = Claim.objects.create(review=review, person_id=person_id, at=now, active_at=now, reason=reason)
    record(verb, by=by, objects={"review": review.pk, "person": str(person_id)}, now=now)
    return claim
