"""Waivers and rollout as they are now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec.structs import replace

from validation.models import Mode, RuleRollout, Waiver
from validation.rules import Overlay


def overlays_of(listing_ids: Iterable[UUID], now: datetime | None = None) -> dict[UUID, Overlay]:
    """What is laid over the findings of each listing; two queries. What was live before is left to the caller."""
    wanted = set(listing_ids)
    modes = {row.code: Mode(row.mode) for row in RuleRollout.objects.exclude(mode=Mode.ENFORCE)}
    waivers = Waiver.objects.filter(in_force_now(now), listing__in=wanted).values_list("listing_id", "fingerprint")
    waived: dict[UUID, set[str]] = {}
    for listing_id, fingerprint in waivers:
        waived.setdefault(listing_id, set()).add(fingerprint)
    return {each: Overlay(waived=frozenset(waived.get(each, ())), modes=modes) for each in wanted}


def in_force_now(now: datetime | None = None) -> Q:
    """Waivers that have not expired."""
    return Q(until=None) | Q(until__gt=now or timezone.now())


def waivers_of(listing_id: UUID) -> QuerySet[Waiver]:
    """The waivers of a listing that are in force, one for each current fingerprint; by code."""
    return Waiver.objects.filter(in_force_now(), listing=listing_id).order_by("code", "pk")


def family_of(waiver: Waiver) -> QuerySet[Waiver]:
    """The waiver and those that followed it to other names."""
    return Waiver.objects.filter(listing=waiver.listing_id, origin=waiver.origin)


def overlay_of(listing_id: UUID, grandfathered: Iterable[str] = (), now: datetime | None = None) -> Overlay:
    """The same for one listing, with the fingerprints of blockers that its live submission has as well."""
    return with_grandfathered(overlays_of([listing_id], now)[listing_id], grandfathered)


def with_grandfathered(overlay: Overlay, fingerprints: Iterable[str]) -> Overlay:
    """The overlay of one set of findings: what is old differs from run to run."""
    return replace(overlay, grandfathered=frozenset(fingerprints))


def modes_by_code() -> Mapping[str, Mode]:
    """The rules that are not enforced, by code."""
    return {row.code: Mode(row.mode) for row in RuleRollout.objects.all()}
