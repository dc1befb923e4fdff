"""Actions that claim, take over, hand over and release reviews."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from accounts.queries import names_of, team_ids
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotPossible
from common.names import assert_readable
from reviews.actions.access import locked_open_review, person_of
from reviews.announcements import announce_claim, outsiders
from reviews.calendar import local_day
from reviews.errors import ClaimChanged, ReviewAlreadyClaimed
from reviews.models import Claim, Review
from reviews.queries import active_claims
from reviews.queries.absences import is_away
from reviews.queries.calendars import calendar_of
from reviews.writes.claims import claim_end

MAX_REASON = 300
_NOT_IN_TEAM, _AWAY = "not-in-team", "away"
NOT_CLAIMED = "not-claimed"
RECIPIENT_CODES = frozenset({_NOT_IN_TEAM, _AWAY})  # of reasons why a person can't get a review


class SeenHolder(Struct, frozen=True):
    """Who worked on the review when the actor loaded the page: the ID of the person, None if nobody did."""

    person: UUID | None


@action
def claim_review(*, review_id: UUID, by: Actor, now: datetime, must_wait: bool = False) -> Claim:
    """Claim the review for the actor. Claiming it again renews the claim. must_wait refuses it if no team must act.

    Raises ReviewAlreadyClaimed, NotFound, NotAllowed, NotPossible (closed, or the actor is away).
    """
    review, person = locked_open_review(review_id, by), person_of(by)
    current = active_claims([review.pk], now).get(review.pk)
    if current and current.person_id == person:
        current.active_at, current.expires_at = now, claim_end(review.team, now)
        current.save(update_fields=["active_at", "expires_at"])
        return current
    _assert_claimable(review, current, must_wait=must_wait)
    _refuse_absent(review, person, now)
    claim = _assign(review, person, now=now)
    record_event("review.claim", by=by, objects=_objects(review, person), now=now)
    return claim


@action
def assign_review(*, review_id: UUID, to: UUID, by: Actor, now: datetime, seen: SeenHolder | None = None) -> Claim:
    """As a lead of the team, claim the review for a member of the team, who is notified.

    Raises ClaimChanged, ReviewAlreadyClaimed, NotFound, NotAllowed, NotPossible (closed, not waiting, not a member
    or away).
    """
    review = locked_open_review(review_id, by)
    if not by.leads(review.team):
        raise NotAllowed
    current = active_claims([review.pk], now).get(review.pk)
    if current and current.person_id == to:
        return current
    _refuse_stale(current, seen, by)
    _assert_claimable(review, current, must_wait=True)
    return _give(review, to, verb="review.assign", by=by, now=now)


@action
def take_over_review(
    *, review_id: UUID, reason: str, by: Actor, now: datetime, seen: SeenHolder | None = None
) -> Claim:
    """Take over a colleague's claim.

    Raises ClaimChanged, NotFound, NotAllowed, and NotPossible (without a reason, if closed, or if the actor is away).
    """
    review, person = locked_open_review(review_id, by), person_of(by)
    assert_readable(reason)
    why = reason.strip()[:MAX_REASON]
    if not why:
        raise NotPossible(reasons=_("Give a reason for taking over the review."), codes=["reason-missing"])
    _refuse_absent(review, person, now)
    previous = active_claims([review.pk], now).get(review.pk)
    _refuse_stale(previous, seen, by)
    claim = _assign(review, person, reason=why, now=now)
    record_event("review.take-over", by=by, objects=_objects(review, person), now=now)
    if previous and previous.person_id != person:
        announce_claim("review.take-over", review, to=previous.person_id, reason=why, by=by, now=now)
    return claim


@action
def hand_over_review(*, review_id: UUID, to: UUID, by: Actor, now: datetime, seen: SeenHolder | None = None) -> Claim:
    """Hand the actor's claim over to a colleague of the team. A lead of the team can hand over any claim.

    Notifies the colleague, and the former holder of a claim that a lead hands over. Nothing changes if the colleague
    has the claim already. Raises ClaimChanged, NotFound, NotAllowed, NotPossible (the colleague is away, not in the
    team or belongs to the partner).
    """
    review, person = locked_open_review(review_id, by), person_of(by)
    current = active_claims([review.pk], now).get(review.pk)
    if current is None:
        raise NotPossible(reasons=_("Nobody has claimed this review."), codes=[NOT_CLAIMED])
    _refuse_stale(current, seen, by)
    if current.person_id != person and not by.leads(review.team):
        raise NotAllowed
    if current.person_id == to:
        return current
    return _give(review, to, verb="review.hand-over", by=by, now=now)


@action
def release_review(
    *, review_id: UUID, by: Actor, now: datetime, of_others: bool = False, seen: SeenHolder | None = None
) -> bool:
    """Release the actor's claim; of_others also that of a colleague, who is notified, if the actor leads the team.

    Returns False if nobody had such a claim. Raises ClaimChanged, NotFound, NotAllowed, NotPossible (closed).
    """
    review, person = locked_open_review(review_id, by), person_of(by)
    _refuse_stale(active_claims([review.pk], now).get(review.pk), seen, by)
    releasable = Q(person_id=person)
    if of_others and by.leads(review.team):
        releasable |= Claim.unexpired(now)
    claim = review.claims.filter(releasable, released_at=None).first()
    if claim is None:
        return False
    claim.released_at = now
    claim.save(update_fields=["released_at"])
    record_event("review.release", by=by, objects=_objects(review, claim.person_id), now=now)
    if claim.person_id != person:
        announce_claim("review.released", review, to=claim.person_id, by=by, now=now)
    return True


def colleagues(review: Review) -> list[UUID]:
    """IDs of the people who may work on the review: members of its team who do not belong to the partner."""
    return outsiders(team_ids([review.team]), review.revision.listing)


def _refuse_stale(current: Claim | None, seen: SeenHolder | None, by: Actor) -> None:
    """Raises ClaimChanged if a colleague has claimed the review since the actor loaded the page."""
    if current and seen and current.person_id not in {seen.person, by.id}:
        raise ClaimChanged(person=current.person.get_full_name())


def _assert_claimable(review: Review, current: Claim | None, *, must_wait: bool) -> None:
    if current:
        raise ReviewAlreadyClaimed(person=current.person.get_full_name())
    if must_wait and review.waiting_since is None:
        raise NotPossible(reasons=_("This review isn't waiting for a reviewer now."), codes=["not-waiting"])


def _refuse_absent(review: Review, person: UUID, now: datetime) -> None:
    """Raises NotPossible if the actor is away, because `release_absent_claim` would soon end the claim."""
    if is_away(person, local_day(calendar_of(review.team), now)):
        text = _("You are marked as away. Remove your absence before you claim a review.")
        raise NotPossible(reasons=text, codes=["away"])


@in_transaction
def _give(review: Review, to: UUID, *, verb: str, by: Actor, now: datetime) -> Claim:
    """Make a colleague of the team the holder of the claim."""
    _refuse_recipient(review, to, now)
    current = active_claims([review.pk], now).get(review.pk)
    claim = _assign(review, to, now=now)
    record_event(verb, by=by, objects=_objects(review, to), now=now)
    if to != by.id:
        announce_claim(verb, review, to=to, by=by, now=now)
    if current and current.person_id not in {by.id, to}:
        announce_claim("review.handed-on", review, to=current.person_id, by=by, now=now)
    return claim


def _refuse_recipient(review: Review, to: UUID, now: datetime) -> None:
    """Raises NotPossible if the person can't get the review."""
    person = names_of([to]).get(to, to)
    if to not in colleagues(review):
        text = _("{person} is not a reviewer for the team {team}. Choose someone else.")
        raise NotPossible(reasons=text.format(person=person, team=Team(review.team).label), codes=[_NOT_IN_TEAM])
    if is_away(to, local_day(calendar_of(review.team), now)):
        text = _("{person} is away. Choose someone else.")
        raise NotPossible(reasons=text.format(person=person), codes=[_AWAY])


@in_transaction
def _assign(review: Review, person: UUID, *, now: datetime, reason: str = "") -> Claim:
    review.claims.filter(released_at=None).update(released_at=now)
    # The row lock serialises concurrent claims; the constraint also protects against writes without the lock.
    with raises_if_violated(
        "reviews_claim_one", "reviews_claim.review_id", ReviewAlreadyClaimed(person=_("A colleague"))
    ):
        times = {"at": now, "active_at": now, "expires_at": claim_end(review.team, now)}
        return Claim.objects.create(review=review, person_id=person, reason=reason, **times)


def _objects(review: Review, person: UUID) -> dict[str, UUID | str | int]:
    return {
        "review": review.pk,
        "revision": review.revision_id,
        "listing": review.revision.listing_id,
        "team": review.team,
        "person": person,
    }
