"""Actions on waivers of findings and modes of checks."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed, NotPossible, Stale
from common.names import assert_readable
from listings.lifecycle import engine
from listings.lifecycle.revision_locks import lock_listing
from tilekit.checks.registered_checks import check_of
from validation.errors import CheckUnknown
from validation.guards import reason_against_date
from validation.lifecycles.waivers import END, GRANT, WAIVERS
from validation.mode_writes import lock_rollout, write_mode
from validation.models import WAIVER_REQUEST_OPEN, CheckRollout, RolloutMode, Waiver
from validation.queries.live_report import report_digest
from validation.waiver_writes import granted_requests, remove_waiver, write_waiver


@action
def waive_finding(
    *, listing_id: UUID, fingerprint: str, code: str, reason: str, until: datetime | None, by: Actor, now: datetime
) -> Waiver:
    """Waive a finding of a listing until a time or, if until is None, permanently. The waiver follows renamed records.

    If the partner asked for the waiver, this grants the request.

    Raises NotFound, NotAllowed, CheckUnknown, and NotPossible if there is no reason or the time is in the past.
    """
    _assert_check(code)
    assert_readable(reason)
    listing = lock_listing(listing_id, by=by)
    _assert_may_waive(by, listing.organisation_id)
    requested = WAIVERS.visible(by).filter(listing=listing, fingerprint=fingerprint, state__in=WAIVER_REQUEST_OPEN)
    request = requested.first()
    if request is None:
        return write_waiver(listing, fingerprint, code, reason=reason, until=until, by=by, now=now)
    engine.apply_to_locked(WAIVERS, request, GRANT, by=by, now=now, parameters={"reason": reason, "until": until})
    return Waiver.objects.get(listing=listing, fingerprint=fingerprint)


@action
def end_waiver(
    *, listing_id: UUID, fingerprint: str, by: Actor, now: datetime, parameters: Mapping[str, object] | None = None
) -> None:
    """End a waiver and its copies for renamed records, and the request for it. Does nothing if there is no waiver.

    parameters are those of the transition of the request. Raises NotFound, NotAllowed.
    """
    listing = lock_listing(listing_id, by=by)
    _assert_may_waive(by, listing.organisation_id)
    waiver = Waiver.objects.filter(listing=listing, fingerprint=fingerprint).first()
    if waiver is None:
        return
    request = granted_requests(waiver.listing_id, waiver.origin).first()
    if request is None:
        remove_waiver(waiver, by=by, now=now)
    else:
        engine.apply_to_locked(WAIVERS, request, END, by=by, now=now, parameters=parameters)


@action
def set_rollout(
    *,
    code: str,
    mode: RolloutMode,
    report: str | None,
    by: Actor,
    now: datetime,
    enforced_from: datetime | None = None,
) -> CheckRollout:
    """Set the mode of a check. enforced_from is when a check that is enforced begins to block, None for at once.

    report identifies the report that the admin has read (`validation.queries.live_report.report_digest`); None if the
    mode is that of another portal. Raises NotAllowed, CheckUnknown, Stale if the report has changed since, and
    NotPossible if the time is in the past, or if the mode is not *enforce*.
    """
    if not by.is_admin or by.id is None:
        raise NotAllowed
    _assert_check(code)
    if enforced_from is not None and (reason := reason_against_date(mode, enforced_from, now)):
        raise NotPossible(reasons=reason, codes=["date-refused"])
    row = lock_rollout(code, now=now)  # if two admins have read the same report, the second must read the new one first
    if report is not None and report != report_digest(code):
        raise Stale
    write_mode(row, mode, by=by, now=now, enforced_from=enforced_from, report=report or "")
    return row


def _assert_check(code: str) -> None:
    try:
        check_of(code)
    except KeyError as fault:
        raise CheckUnknown(rule=code) from fault


def _assert_may_waive(by: Actor, organisation_id: UUID) -> None:
    """Raises NotAllowed unless the actor is a lead or an admin outside the organisation."""
    if not (by.is_lead or by.is_admin) or by.belongs_to(organisation_id) or by.id is None:
        raise NotAllowed
