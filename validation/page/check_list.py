"""Prepares the list of checks with their modes and their findings in live listings."""

from collections.abc import Sequence

from msgspec import Struct

from tilekit.checks.finding import Stage
from tilekit.checks.registered_checks import Check, all_checks
from validation.models import RolloutMode
from validation.page.filters import CheckFilter, checks_page_url
from validation.queries.live_report import NO_COUNTS, CheckCounts, check_counts, waived_codes
from validation.queries.overlays import modes_by_code

CHECKS_PER_PAGE = 50


class CheckRow(Struct, frozen=True, kw_only=True):
    check: Check
    mode: RolloutMode
    counts: CheckCounts
    waivers: int


class CheckListPage(Struct, frozen=True, kw_only=True):
    """A page of the list.

    matching is the number of matching checks, total that of all checks; first and next are the URLs of other pages.
    """

    rows: Sequence[CheckRow]
    matching: int
    total: int
    first: str
    next: str


def check_list_page(filters: CheckFilter, *, after: str) -> CheckListPage:
    """The page of checks after a code, in order of codes. Always three queries."""
    modes, counts, waivers = modes_by_code(), check_counts(), waived_codes()
    checks = listed_checks()
    rows = [
        CheckRow(check=check, mode=mode, counts=count, waivers=waivers.get(check.code, 0))
        for check in checks
        if filters.matches(
            check, mode := modes.get(check.code, RolloutMode.ENFORCE), count := counts.get(check.code, NO_COUNTS)
        )
    ]
    rest = [row for row in rows if row.check.code > after]
    return CheckListPage(
        rows=rest[:CHECKS_PER_PAGE],
        matching=len(rows),
        total=len(checks),
        first=checks_page_url(filters) if after else "",
        next=checks_page_url(filters, after=rest[CHECKS_PER_PAGE - 1].check.code)
        if len(rest) > CHECKS_PER_PAGE
        else "",
    )


def listed_checks() -> list[Check]:
    """All checks except questions for reviewers, which have no findings."""
    return [check for check in all_checks() if check.stage is not Stage.REVIEWER]
