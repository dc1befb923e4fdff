"""The list of checks with their modes and their findings in live listings."""

from collections.abc import Sequence

from msgspec import Struct

from tilekit.checks.catalogue import Check, all_checks
from tilekit.checks.finding import Stage
from validation.models import Mode
from validation.page.filters import RuleFilter, address
from validation.queries.overlays import modes_by_code
from validation.queries.report import NONE, RuleCounts, rule_counts, waived_codes

PAGE = 50


class RuleRow(Struct, frozen=True, kw_only=True):
    check: Check
    mode: Mode
    counts: RuleCounts
    waivers: int


class RulesPage(Struct, frozen=True, kw_only=True):
    """The rows of one page. shown counts checks that match the filter, total all of them; first and next are URLs."""

    rows: Sequence[RuleRow]
    shown: int
    total: int
    first: str
    next: str


def rules_page(filters: RuleFilter, *, after: str) -> RulesPage:
    """The page of checks after a code, in order of codes. Always three queries."""
    modes, counts, waivers = modes_by_code(), rule_counts(), waived_codes()
    checks = rules()
    rows = [
        RuleRow(check=check, mode=mode, counts=found, waivers=waivers.get(check.code, 0))
        for check in checks
        if filters.takes(check, mode := modes.get(check.code, Mode.ENFORCE), found := counts.get(check.code, NONE))
    ]
    rest = [row for row in rows if row.check.code > after]
    return RulesPage(
        rows=rest[:PAGE],
        shown=len(rows),
        total=len(checks),
        first=address(filters) if after else "",
        next=address(filters, after=rest[PAGE - 1].check.code) if len(rest) > PAGE else "",
    )


def rules() -> list[Check]:
    """All checks except questions for reviewers, which have no findings."""
    return [check for check in all_checks() if check.stage is not Stage.REVIEWER]
