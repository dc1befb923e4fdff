"""What rules mean for what is live, as the stored checks of it say; waivers and rollout as they are now."""

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
    """The Rules page under filters, for notices."""
    return f"{RULES}?{urlencode(filters)}"


def rule_url(code: str) -> str:
    """The page of one check, for notices."""
    return f"{RULES}{code}/"


def live_findings(now: datetime | None = None) -> QuerySet[LiveFinding]:
    """What the present checks found in what is live now; is_waived says whether staff let it pass."""
    waivers = Waiver.objects.filter(
        in_force_now(now), listing=OuterRef("check_of__listing"), fingerprint=OuterRef("fingerprint")
    )
    rows = LiveFinding.objects.filter(check_of__in=current_checks())
    return rows.annotate(is_waived=Exists(waivers))


def breaking(now: datetime | None = None) -> QuerySet[LiveFinding]:
    """Blockers that nothing excuses: neither waived nor found in the release before."""
    return live_findings(now).filter(_BREAKS)


class RuleCounts(Struct, frozen=True, kw_only=True):
    """Numbers of live listings: found (it says something there), told (not waived), breaks, of these newly."""

    found: int = 0
    told: int = 0
    breaks: int = 0
    newly: int = 0


NONE = RuleCounts()


def rule_counts() -> Mapping[str, RuleCounts]:
    """By code, of the rules that say something about a live listing; one query."""
    return _counted(live_findings())


def counts_of(code: str) -> RuleCounts:
    """The same of one rule."""
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
    """Names the report that stands on a rule's page: whoever moves the rule shows that they read this one.

    It changes with the catalogue, with every live listing that is checked, with the numbers (a waiver, a tile that
    goes) and when the rule is moved.
    """
    progress, counts = live_progress(), counts_of(code)
    computed = progress.computed_at.isoformat() if progress.computed_at else "never"
    numbers = f"{counts.found}-{counts.told}-{counts.breaks}-{counts.newly}-{len(waiting_live(code))}"
    return f"{progress.version} {computed} {numbers} {modes_by_code().get(code, Mode.ENFORCE).value}"


def waived_codes() -> Mapping[str, int]:
    """How many waivers are in force, by code; one query."""
    rows = Waiver.objects.filter(in_force_now(), fingerprint=F("origin")).order_by().values("code")
    return dict(rows.annotate(number=Count("pk")).values_list("code", "number"))


def _listings(condition: Q | None = None) -> Count:
    return Count("check_of", distinct=True, filter=condition)
