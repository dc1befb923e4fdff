"""Changes the claims on several reviews. Each review is decided on its own, in its own transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct, field

from common.actor import Actor
from common.errors import NotAllowed, NotPossible, SlipwayError
from page_parts.total_maps import total_map
from reviews.actions.claims import (
    NOT_CLAIMED,
    RECIPIENT_CODES,
    SeenHolder,
    assign_review,
    claim_review,
    hand_over_review,
    release_review,
)
from reviews.models import Review
from reviews.queries.workload import visible_reviews


class ClaimChange(StrEnum):
    CLAIM = "claim"
    ASSIGN = "assign"
    HAND_OVER = "hand-over"
    RELEASE = "release"

    @property
    def has_colleague(self) -> bool:
        """Whether somebody else gets the claim."""
        return self in {ClaimChange.ASSIGN, ClaimChange.HAND_OVER}

    @property
    def gives_away(self) -> bool:
        """Whether the person may lose a claim of their own."""
        return self in {ClaimChange.HAND_OVER, ClaimChange.RELEASE}


class BulkOutcome(Struct, frozen=True, kw_only=True):
    """The reviews for which a change worked, and {reason: reviews} of the others.

    rest are those of the others that another colleague may be able to get. missing is how many reviews were deleted, or
    can't be seen by the actor.
    """

    done: Sequence[Review]
    refused: Mapping[str, Sequence[Review]]
    rest: Sequence[Review]
    missing: int


class _Refusal(Struct, frozen=True, kw_only=True):
    """Why a review was not changed. is_about_colleague means that the colleague is the reason, is_unclaimed that there
    was no claim to give away.
    """

    reason: str
    is_about_colleague: bool = False
    is_unclaimed: bool = False


class _Changes(Struct, kw_only=True):
    """The outcome so far."""

    missing: int
    done: list[Review] = field(default_factory=list)
    refusals: list[tuple[Review, _Refusal]] = field(default_factory=list)

    def add(self, review: Review, refusal: _Refusal | None) -> None:
        if refusal is None:
            self.done.append(review)
        else:
            self.refusals.append((review, refusal))

    def outcome(self) -> BulkOutcome:
        """Somebody who gives away the claims on a listing isn't told which of its reviews had none."""
        changed = {review.revision_id for review in self.done}
        refused: dict[str, list[Review]] = {}
        for review, refusal in self.refusals:
            if not (refusal.is_unclaimed and review.revision_id in changed):
                refused.setdefault(refusal.reason, []).append(review)
        rest = [review for review, refusal in self.refusals if refusal.is_about_colleague]
        return BulkOutcome(done=self.done, refused=refused, rest=rest, missing=self.missing)


_CLAIM_ACTIONS: Mapping[ClaimChange, Callable[..., object]] = total_map(
    ClaimChange,
    {
        ClaimChange.CLAIM: partial(claim_review, must_wait=True),
        ClaimChange.ASSIGN: assign_review,
        ClaimChange.HAND_OVER: hand_over_review,
        ClaimChange.RELEASE: partial(release_review, of_others=True),
    },
)


def change_claims(
    change: ClaimChange, *, selected: Mapping[UUID, SeenHolder | None], to: UUID | None, by: Actor, now: datetime
) -> BulkOutcome:
    """Claim, assign, hand over or release the reviews that the actor may see; others are only counted.

    selected is {review ID: who worked on it when the actor loaded the page, None if unknown}. to is the colleague, None
    for a change without one. Reviews that can't be changed are returned with the reason.
    """
    rows = list(visible_reviews(by).filter(pk__in=selected).select_related("revision__listing").order_by("pk"))
    colleague = {"to": to} if change.has_colleague else {}
    act = partial(_CLAIM_ACTIONS[change], **colleague, by=by, now=now)
    changes = _Changes(missing=len(selected) - len(rows))
    for review in rows:
        seen = {} if change is ClaimChange.CLAIM else {"seen": selected[review.pk]}
        changes.add(review, _refusal_of(partial(act, review_id=review.pk, **seen), is_lead=by.leads(review.team)))
    return changes.outcome()


def _refusal_of(act: Callable[[], object], *, is_lead: bool) -> _Refusal | None:
    """Carry out the action; the refusal, None if it worked. is_lead: the actor may release claims of others."""
    try:
        has_worked = act() is not False
    except NotAllowed:
        return _Refusal(reason=_("Only its reviewer or a lead of the team can do this."))
    except NotPossible as refused:
        codes = cast("list[str]", refused.context.get("codes", []))
        return _Refusal(
            reason=str(refused.context["reasons"]),
            is_about_colleague=not RECIPIENT_CODES.isdisjoint(codes),
            is_unclaimed=NOT_CLAIMED in codes,
        )
    except SlipwayError as refused:
        return _Refusal(reason=str(refused))
    if has_worked:
        return None
    text = _("Nobody has claimed this review.") if is_lead else _("You haven't claimed this review.")
    return _Refusal(reason=text, is_unclaimed=True)
