"""Queries about active waivers and modes of checks."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec.structs import replace

from tilekit.checks.registered_checks import all_checks
from validation.guards import Overlay
from validation.models import CheckRollout, RolloutMode, Waiver


def overlays_of(listing_ids: Iterable[UUID], now: datetime | None = None) -> dict[UUID, Overlay]:
    """{listing ID: overlay}, without grandfathered fingerprints. Two queries."""
    remaining = set(listing_ids)
    modes = modes_by_code()
    waivers = Waiver.objects.filter(not_expired(now), listing__in=remaining).values_list("listing_id", "fingerprint")
    waived: dict[UUID, set[str]] = {}
    for listing_id, fingerprint in waivers:
        waived.setdefault(listing_id, set()).add(fingerprint)
    return {listing_id: Overlay(waived=frozenset(waived.get(listing_id, ())), modes=modes) for listing_id in remaining}


def not_expired(now: datetime | None = None) -> Q:
    """The condition for waivers that have not expired."""
    return Q(until=None) | Q(until__gt=now or timezone.now())


def waivers_of(listing_id: UUID) -> QuerySet[Waiver]:
    """The active waivers of a listing, sorted by code, including copies for renamed records."""
    return Waiver.objects.filter(not_expired(), listing=listing_id).order_by("code", "pk")


def with_renamed_copies(waiver: Waiver) -> QuerySet[Waiver]:
    """The waiver and its copies for renamed records."""
    return Waiver.objects.filter(listing=waiver.listing_id, origin=waiver.origin)


def overlay_of(listing_id: UUID, grandfathered: Iterable[str] = (), now: datetime | None = None) -> Overlay:
    """The overlay of a listing, with grandfathered fingerprints (of blockers that its live submission also has)."""
    return with_grandfathered(overlays_of([listing_id], now)[listing_id], grandfathered)


def with_grandfathered(overlay: Overlay, fingerprints: Iterable[str]) -> Overlay:
    """The overlay with the grandfathered fingerprints of a run."""
    return replace(overlay, grandfathered=frozenset(fingerprints))


def modes_by_code() -> Mapping[str, RolloutMode]:
    """{code: mode} of the checks whose mode was set, and of those that start observed. Other checks are enforced."""
    modes = {check.code: RolloutMode.OBSERVE for check in all_checks() if check.starts_observed}
    return modes | {row.code: RolloutMode(row.mode) for row in CheckRollout.objects.all()}
