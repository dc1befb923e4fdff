"""Queries for the report about findings in live listings, from stored findings and current waivers."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from msgspec import Struct

from tilekit.checks.finding import Severity
from validation.models import LiveFinding, RolloutMode, Waiver
from validation.queries.failures import waiting_live
from validation.queries.live import current_checks, live_progress
from validation.queries.overlays import modes_by_code, not_expired, starts_by_code

CHECKS_PATH = "/checks/"
_IS_NEW_BLOCKER = Q(severity=Severity.BLOCKER.value, was_in_previous_release=False, is_waived=False)
_IS_REPORTED = Q(is_waived=False)


def checks_url(**filters: str) -> str:
    """The URL path of the Checks page with filters, for notices."""
    return f"{CHECKS_PATH}?{urlencode(filters)}"


def check_url(code: str) -> str:
    """The URL path of a check's page, for notices."""
    return f"{CHECKS_PATH}{code}/"


def live_findings(now: datetime | None = None) -> QuerySet[LiveFinding]:
    """The findings of the current checks in live listings, annotated with is_waived."""
    waivers = Waiver.objects.filter(
        not_expired(now), listing=OuterRef("check_of__listing"), fingerprint=OuterRef("fingerprint")
    )
    rows = LiveFinding.objects.filter(check_of__in=current_checks())
    return rows.annotate(is_waived=Exists(waivers))


def unwaived_new_blockers() -> QuerySet[LiveFinding]:
    """Blockers that are neither waived nor in the previous release."""
    return live_findings().filter(_IS_NEW_BLOCKER)


class CheckCounts(Struct, frozen=True, kw_only=True):
    """Numbers of live listings: with findings (affected), with unwaived findings (reported), and that fail."""

    affected: int = 0
    reported: int = 0
    failing: int = 0
    newly_failing: int = 0


NO_COUNTS = CheckCounts()


def check_counts() -> Mapping[str, CheckCounts]:
    """{code: counts} of checks with findings in live listings. One query."""
    return _counts_by_code(live_findings())


def counts_of_check(code: str) -> CheckCounts:
    """The counts of a check. One query."""
    return _counts_by_code(live_findings().filter(code=code)).get(code, NO_COUNTS)


def _counts_by_code(findings: QuerySet[LiveFinding]) -> Mapping[str, CheckCounts]:
    counted = (
        findings.order_by()
        .values("code")
        .annotate(
            affected=_listings(),
            reported=_listings(_IS_REPORTED),
            failing=_listings(_IS_NEW_BLOCKER),
            newly_failing=_listings(_IS_NEW_BLOCKER & Q(is_new=True)),
        )
    )
    rows = counted.values_list("code", "affected", "reported", "failing", "newly_failing")
    return {
        code: CheckCounts(affected=affected, reported=reported, failing=failing, newly_failing=newly_failing)
        for code, affected, reported, failing, newly_failing in rows
    }


def report_digest(code: str) -> str:
    """Identifies the report on the page of a check: an admin must have read it to change the mode.

    It changes with the version of the checks, with each live listing that is checked, with the counts (for example
    after a new waiver), and with the mode and its date.
    """
    progress, counts = live_progress(), counts_of_check(code)
    computed = progress.computed_at.isoformat() if progress.computed_at else "never"
    numbers = f"{counts.affected}-{counts.reported}-{counts.failing}-{counts.newly_failing}-{len(waiting_live(code))}"
    mode, starts_at = modes_by_code().get(code, RolloutMode.ENFORCE), starts_by_code().get(code)
    return " ".join([progress.version, computed, numbers, mode.value, *([starts_at.isoformat()] if starts_at else [])])


def waived_codes() -> Mapping[str, int]:
    """{code: number of active waivers that are still needed}. One query."""
    rows = Waiver.objects.filter(not_expired(), fingerprint=F("origin"), unneeded_since=None).order_by().values("code")
    return dict(rows.annotate(number=Count("pk")).values_list("code", "number"))


def _listings(condition: Q | None = None) -> Count:
    return Count("check_of", distinct=True, filter=condition)
