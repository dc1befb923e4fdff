"""Actions on waivers of findings and modes of checks."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings.lifecycle.revisions import lock_listing
from listings.models import Listing
from tilekit.checks.registered_checks import check_of
from validation.errors import CheckUnknown
from validation.models import CheckRollout, RolloutMode, RunFinding, Waiver
from validation.queries.live_report import report_digest
from validation.queries.overlays import with_renamed_copies


@action
def waive_finding(
    *, listing_id: UUID, fingerprint: str, code: str, reason: str, until: datetime | None, by: Actor, now: datetime
) -> Waiver:
    """Waive a finding of a listing until a time or, if until is None, permanently. The waiver follows renamed records.

    Raises NotFound, NotAllowed, CheckUnknown, and NotPossible if there is no reason or the time is in the past.
    """
    _assert_check(code)
    listing = lock_listing(listing_id, by=by)
    person = _assert_may_waive(by, listing.organisation_id)
    given = {"reason": _reason(reason), "by": person, "at": now, "until": _end(until, now)}
    old = Waiver.objects.filter(listing=listing, fingerprint=fingerprint).first()
    if old is None:
        source = _fingerprint_source(listing, fingerprint, code)
        waiver = Waiver.objects.create(
            listing=listing, fingerprint=fingerprint, origin=fingerprint, code=code, **source, **given
        )
    else:
        with_renamed_copies(old).update(**given)
        waiver = Waiver.objects.get(pk=old.pk)
    objects = {"listing": str(listing.pk), "rule": code, "fingerprint": fingerprint}
    record_event("finding.waive", by=by, objects=objects, now=now)
    return waiver


@action
def end_waiver(*, listing_id: UUID, fingerprint: str, by: Actor, now: datetime) -> None:
    """End a waiver and its copies for renamed records. Does nothing if there is no waiver.

    Raises NotFound, NotAllowed.
    """
    listing = lock_listing(listing_id, by=by)
    _assert_may_waive(by, listing.organisation_id)
    waiver = Waiver.objects.filter(listing=listing, fingerprint=fingerprint).first()
    if waiver is not None:
        with_renamed_copies(waiver).delete()
        record_event("finding.end-waiver", by=by, objects={"listing": listing.pk, "fingerprint": fingerprint}, now=now)


@action
def set_rollout(*, code: str, mode: RolloutMode, report: str, by: Actor, now: datetime) -> CheckRollout:
    """Set the mode of a check.

    report identifies the report that the admin has read (`validation.queries.live_report.report_digest`). Raises
    NotAllowed, CheckUnknown, and Stale if the report has changed since.
    """
    if not by.is_admin or by.id is None:
        raise NotAllowed
    _assert_check(code)
    # A row to lock: if two admins have read the same report, the second must read the new report first.
    CheckRollout.objects.get_or_create(code=code, defaults={"mode": RolloutMode.ENFORCE, "at": now})
    row = CheckRollout.objects.select_for_update().get(pk=code)
    if report != report_digest(code):
        raise Stale
    row.mode, row.by, row.at = mode, by.id, now
    row.save(update_fields=["mode", "by", "at"])
    record_event(f"rule.{mode.value}", by=by, objects={"rule": code}, digests={"report": report}, now=now)
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise NotPossible(reasons=_("Give a reason for the waiver."), codes=["reason-missing"])
    return text.strip()


def _end(until: datetime | None, now: datetime) -> datetime | None:
    if until is not None and until <= now:
        raise NotPossible(reasons=_("Choose a date in the future."), codes=["date-past"])
    return until


def _fingerprint_source(listing: Listing, fingerprint: str, code: str) -> dict[str, str]:
    """The place and value that the fingerprint was computed from, from the last run with the finding; {} if unknown."""
    findings = RunFinding.objects.filter(run__revision__listing=listing, fingerprint=fingerprint, code=code)
    newest = findings.order_by("-pk").first()
    return {"place": newest.place, "value": newest.value} if newest else {}


def _assert_check(code: str) -> None:
    try:
        check_of(code)
    except KeyError as fault:
        raise CheckUnknown(rule=code) from fault


def _assert_may_waive(by: Actor, organisation_id: UUID) -> UUID:
    """The ID of the acting lead or admin. Raises NotAllowed for others, and for members of the organisation."""
    if not (by.is_lead or by.is_admin) or by.belongs_to(organisation_id):
        raise NotAllowed
    if by.id is None:
        raise NotFound
    return by.id
