"""What checks find in live listings, from their stored findings and current waivers."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from msgspec import Struct

from tilekit.checks.finding import Severity
from validation.models import LiveFinding, Mode, Waiver
from validation.queries.failures import waiting_live
from validation.queries.live import current_checks, live_progress
from validation.queries.overlays import in_force_now, modes_by_code

RULES = "/rules/"
_BREAKS = Q(severity=Severity.BLOCKER.value, is_old=False, is_waived=False)
_TOLD = Q(is_waived=False)


def rules_url(**filters: str) -> str:
    """The URL path of the Checks page with filters, for notices."""
    return f"{RULES}?{urlencode(filters)}"


def rule_url(code: str) -> str:
    """The URL path of the page of one check, for notices."""
    return f"{RULES}{code}/"


def live_findings(now: datetime | None = None) -> QuerySet[LiveFinding]:
    """The findings of the current checks in live listings, annotated with is_waived."""
    waivers = Waiver.objects.filter(
        in_force_now(now), listing=OuterRef("check_of__listing"), fingerprint=OuterRef("fingerprint")
    )
    rows = LiveFinding.objects.filter(check_of__in=current_checks())
    return rows.annotate(is_waived=Exists(waivers))


def breaking(now: datetime | None = None) -> QuerySet[LiveFinding]:
    """Blockers that are neither waived nor in the previous release."""
    return live_findings(now).filter(_BREAKS)


class RuleCounts(Struct, frozen=True, kw_only=True):
    """Numbers of live listings: found (with findings), told (not all waived), breaks (that fail), newly (of these)."""

    found: int = 0
    told: int = 0
    breaks: int = 0
    newly: int = 0


NONE = RuleCounts()


def rule_counts() -> Mapping[str, RuleCounts]:
    """The counts by code, of checks with findings in live listings. One query."""
    return _counted(live_findings())


def counts_of(code: str) -> RuleCounts:
    """The counts of one check."""
    return _counted(live_findings().filter(code=code)).get(code, NONE)


def _counted(findings: QuerySet[LiveFinding]) -> Mapping[str, RuleCounts]:
    counted = (
        findings.order_by()
        .values("code")
        .annotate(
            found=_listings(),
            told=_listings(_TOLD),
            breaks=_listings(_BREAKS),
            newly=_listings(_BREAKS & Q(is_new=True)),
        )
    )
    rows = counted.values_list("code", "found", "told", "breaks", "newly")
    return {
        code: RuleCounts(found=found, told=told, breaks=breaks, newly=newly)
        for code, found, told, breaks, newly in rows
    }


def report_of(code: str) -> str:
    """Identifies the report on the page of a check, so that an admin can only change the mode after reading it.

    It changes with the version of the checks, with every live listing that is checked, with the numbers (a waiver, a
    tile that is removed) and with the mode.
    """
    progress, counts = live_progress(), counts_of(code)
    computed = progress.computed_at.isoformat() if progress.computed_at else "never"
    numbers = f"{counts.found}-{counts.told}-{counts.breaks}-{counts.newly}-{len(waiting_live(code))}"
    return f"{progress.version} {computed} {numbers} {modes_by_code().get(code, Mode.ENFORCE).value}"


def waived_codes() -> Mapping[str, int]:
    """The number of active waivers by code. One query."""
    rows = Waiver.objects.filter(in_force_now(), fingerprint=F("origin")).order_by().values("code")
    return dict(rows.annotate(number=Count("pk")).values_list("code", "number"))


def _listings(condition: Q | None = None) -> Count:
    return Count("check_of", distinct=True, filter=condition)
