"""Parts of writes that waive findings and end waivers."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotPossible
from listings.lifecycle.change import StateChange
from listings.lifecycle.engine import apply_to_locked
from listings.lifecycle.requests import EXPIRE
from listings.models import Listing
from validation.lifecycles.waivers import WAIVERS
from validation.models import RunFinding, Waiver, WaiverRequest, WaiverRequestState, WaiverSource
from validation.queries.overlays import with_renamed_copies


@in_transaction
def write_waiver(
    listing: Listing,
    fingerprint: str,
    code: str,
    *,
    reason: str,
    until: datetime | None,
    by: Actor,
    now: datetime,
    source: WaiverSource = WaiverSource.STAFF,
) -> Waiver:
    """Waive a finding of a listing that the caller has locked, or change its waiver and the request that it is from.

    A granted request for it that is over expires first. Raises NotPossible if there is no reason or the time is in the
    past.
    """
    given = {"reason": _reason(reason), "by": by.id, "at": now, "until": _end(until, now), "source": source}
    given["unneeded_since"] = None
    old = Waiver.objects.filter(listing=listing, fingerprint=fingerprint).first()
    for over in granted_requests(listing.pk, old.origin if old else fingerprint).filter(until__lte=now):
        apply_to_locked(WAIVERS, over, EXPIRE, by=SYSTEM, now=now)
    if old is None:
        parts = _fingerprint_source(listing, fingerprint, code)
        waiver = Waiver.objects.create(
            listing=listing, fingerprint=fingerprint, origin=fingerprint, code=code, **parts, **given
        )
    else:
        with_renamed_copies(old).update(**given)
        waiver = Waiver.objects.get(pk=old.pk)
        granted_requests(listing.pk, waiver.origin).update(until=until)
    objects = {"listing": str(listing.pk), "rule": code, "fingerprint": fingerprint}
    record_event("finding.waive", by=by, objects=objects, now=now)
    return waiver


@in_transaction
def remove_waiver(waiver: Waiver, *, by: Actor, now: datetime) -> None:
    """End a waiver, and its copies for renamed records."""
    with_renamed_copies(waiver).delete()
    listing_id, fingerprint = waiver.listing_id, waiver.fingerprint
    record_event("finding.end-waiver", by=by, objects={"listing": listing_id, "fingerprint": fingerprint}, now=now)


def granted_requests(listing_id: UUID, origin: str) -> QuerySet[WaiverRequest]:
    """The requests with which a waiver was granted. origin is that of the waiver."""
    rows = WaiverRequest.objects.select_related("listing__organisation").filter(state=WaiverRequestState.GRANTED)
    return rows.filter(listing=listing_id, fingerprint=origin).order_by("pk")


def waive_requested(change: StateChange[WaiverRequest]) -> None:
    """Effect: waive the finding of the request, with the answer as the reason."""
    request, reason = change.subject, change.text("reason")
    write_waiver(
        request.listing,
        request.fingerprint,
        request.code,
        reason=reason,
        until=request.until,
        by=change.by,
        now=change.now,
    )


def end_requested(change: StateChange[WaiverRequest]) -> None:
    """Effect: end the waiver that the request was granted."""
    waivers = Waiver.objects.filter(listing=change.subject.listing_id, fingerprint=change.subject.fingerprint)
    for waiver in waivers:
        remove_waiver(waiver, by=change.by, now=change.now)


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
