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
    remaining, now = set(listing_ids), now or timezone.now()
    rollouts = list(CheckRollout.objects.all())
    modes, starts = _modes(rollouts, now), _starts(rollouts, now)
    waivers = Waiver.objects.filter(not_expired(now), listing__in=remaining).values_list("listing_id", "fingerprint")
    waived: dict[UUID, set[str]] = {}
    for listing_id, fingerprint in waivers:
        waived.setdefault(listing_id, set()).add(fingerprint)
    return {
        listing_id: Overlay(waived=frozenset(waived.get(listing_id, ())), modes=modes, starts=starts)
        for listing_id in remaining
    }


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


def modes_by_code(now: datetime | None = None) -> Mapping[str, RolloutMode]:
    """{code: mode} of the checks whose mode was set, and of those that start observed. Other checks are enforced."""
    return _modes(CheckRollout.objects.all(), now or timezone.now())


def starts_by_code(now: datetime | None = None) -> Mapping[str, datetime]:
    """{code: the time when it begins to block} of the checks with such a date. One query."""
    now = now or timezone.now()
    return _starts(CheckRollout.objects.filter(enforced_from__gt=now), now)


def initial_modes() -> dict[str, RolloutMode]:
    """{code: mode} of the checks that start observed, until somebody sets their mode. No query."""
    return {check.code: RolloutMode.OBSERVE for check in all_checks() if check.starts_observed}


def _modes(rows: Iterable[CheckRollout], now: datetime) -> dict[str, RolloutMode]:
    return initial_modes() | {row.code: row.mode_at(now) for row in rows}


def _starts(rows: Iterable[CheckRollout], now: datetime) -> dict[str, datetime]:
    return {row.code: row.enforced_from for row in rows if row.enforced_from and row.starts_later(now)}
