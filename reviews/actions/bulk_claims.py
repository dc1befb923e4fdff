"""Changes the claims on several reviews. Each review is decided on its own, in its own transaction."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from common.errors import NotAllowed, NotPossible, SlipwayError
from page_parts.total_maps import total_map
from reviews.actions.claims import assign_review, claim_review, hand_over_review, release_review
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


class BulkOutcome(Struct, frozen=True, kw_only=True):
    """For how many reviews a change worked, and {reason: reviews} of the others."""

    done: int
    refused: Mapping[str, Collection[Review]]


_CLAIM_ACTIONS: Mapping[ClaimChange, Callable[..., object]] = total_map(
    ClaimChange,
    {
        ClaimChange.CLAIM: partial(claim_review, must_wait=True),
        ClaimChange.ASSIGN: assign_review,
        ClaimChange.HAND_OVER: hand_over_review,
        ClaimChange.RELEASE: release_review,
    },
)


def change_claims(
    change: ClaimChange, *, review_ids: Collection[UUID], to: UUID | None, by: Actor, now: datetime
) -> BulkOutcome:
    """Claim, assign, hand over or release the reviews that the actor may see; others are left out.

    to is the colleague, None for a change without one. Reviews that can't be changed are returned with the reason.
    """
    rows = visible_reviews(by).filter(pk__in=review_ids).select_related("revision__listing").order_by("pk")
    colleague = {"to": to} if change.has_colleague else {}
    act, done, refused = partial(_CLAIM_ACTIONS[change], **colleague, by=by, now=now), 0, dict[str, list[Review]]()
    for review in rows:
        reason = _reason_against(partial(act, review_id=review.pk))
        if reason:
            refused.setdefault(reason, []).append(review)
        else:
            done += 1
    return BulkOutcome(done=done, refused=refused)


def _reason_against(act: Callable[[], object]) -> str:
    """Carry out the action; the reason if it is refused, "" if it worked."""
    try:
        has_worked = act() is not False
    except NotAllowed:
        return _("Only its reviewer or a lead of the team can do this.")
    except NotPossible as refused:
        return str(refused.context["reasons"])
    except SlipwayError as refused:
        return str(refused)
    return "" if has_worked else _("You haven't claimed this review.")
