"""What staff lay over findings: a waiver of one, the rollout of a rule."""

from datetime import datetime
from uuid import UUID

from audit.moves import record
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed, NotFound
from listings.transitions import lock_listing
from tilekit.checks.catalogue import check_of
from validation.errors import RuleUnknown
from validation.models import Mode, RuleRollout, Waiver


@action
def waive_finding(
    *, listing_id: UUID, fingerprint: str, code: str, reason: str, until: datetime | None, by: Actor, now: datetime
) -> Waiver:
    """Let this one finding of a listing pass; until None means for good. Raises NotFound, NotAllowed, RuleUnknown."""
    _assert_rule(code)
    listing = lock_listing(listing_id, by=by)
    person = _assert_may_waive(by, listing.organisation_id)
    waiver, _ = Waiver.objects.update_or_create(
        listing=listing,
        fingerprint=fingerprint,
        defaults={"code": code, "reason": reason, "by": person, "at": now, "until": until},
    )
    objects = {"listing": str(listing.pk), "rule": code, "fingerprint": fingerprint}
    record("finding.waive", by=by, objects=objects, now=now)
    return waiver


@action
def end_waiver(*, listing_id: UUID, fingerprint: str, by: Actor, now: datetime) -> None:
    """Let the finding count again; ending what is not there changes nothing. Raises NotFound, NotAllowed."""
    listing = lock_listing(listing_id, by=by)
    _assert_may_waive(by, listing.organisation_id)
    if Waiver.objects.filter(listing=listing, fingerprint=fingerprint).delete()[0]:
        record("finding.end-waiver", by=by, objects={"listing": listing.pk, "fingerprint": fingerprint}, now=now)


@action
def set_rollout(*, code: str, mode: Mode, by: Actor, now: datetime) -> RuleRollout:
    """Observe, warn or enforce a rule from now on. Raises NotAllowed, RuleUnknown."""
    if not by.is_admin or by.id is None:
        raise NotAllowed
    _assert_rule(code)
    row, _ = RuleRollout.objects.update_or_create(code=code, defaults={"mode": mode, "by": by.id, "at": now})
    record(f"rule.{mode.value}", by=by, objects={"rule": code}, now=now)
    return row


def _assert_rule(code: str) -> None:
    try:
        check_of(code)
    except KeyError as fault:
        raise RuleUnknown(rule=code) from fault


def _assert_may_waive(by: Actor, organisation_id: UUID) -> UUID:
    """Leads and admins; nobody for an organisation that they belong to."""
    if not (by.is_lead or by.is_admin) or by.belongs_to(organisation_id):
        raise NotAllowed
    if by.id is None:
        raise NotFound
    return by.id
