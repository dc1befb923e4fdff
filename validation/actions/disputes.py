"""The action that answers disputes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.lifecycle import engine
from listings.models import Listing
from validation.lifecycles.disputes import ALL_WITH_CAUSE, DECLINE, DISPUTES, EXTENT, UPHOLD, answerable_with
from validation.mode_writes import soften_if_often_wrong
from validation.models import DisputeState, FindingDispute

_TARGETS = {UPHOLD: DisputeState.UPHELD, DECLINE: DisputeState.DECLINED}


@action
def answer_dispute(
    *, dispute_id: UUID, verb: str, parameters: Mapping[str, object], seen: object = None, by: Actor, now: datetime
) -> FindingDispute:
    """Uphold or decline a dispute and, if `extent` is `all`, every open one with the same cause that the actor may.

    If the actor repeats their answer, nothing changes. Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    dispute = first_or_not_found(DISPUTES.visible(by).filter(pk=dispute_id))
    engine.assert_may(DISPUTES, dispute, verb, by=by)
    others = answerable_with(dispute, by).exclude(pk=dispute.pk)
    listings = {dispute.listing_id}
    if parameters.get(EXTENT) == ALL_WITH_CAUSE:
        listings |= set(others.values_list("listing", flat=True))
    # In one order: people who answer the same disputes at once wait for each other.
    list(Listing.objects.select_for_update(of=("self",)).filter(pk__in=listings).order_by("pk"))
    dispute = DISPUTES.lock(dispute_id, by=by)
    if dispute.decided_by == by.id and dispute.state == _TARGETS.get(verb):
        return dispute
    engine.assert_subject_unchanged(DISPUTES, dispute, seen)
    answered = engine.apply_to_locked(DISPUTES, dispute, verb, by=by, now=now, parameters=parameters)
    if parameters.get(EXTENT) == ALL_WITH_CAUSE:
        for other in others.filter(listing__in=listings).select_for_update(of=("self",)):
            engine.apply_to_locked(DISPUTES, other, verb, by=by, now=now, parameters=parameters)
    soften_if_often_wrong(dispute.code, now=now)
    return answered
