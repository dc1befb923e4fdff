"""The catalogue of checks with its rollout and what it means for what is live."""

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
    """rows of one page; shown counts all that the filter takes, total every rule. first and next are addresses."""

    rows: Sequence[RuleRow]
    shown: int
    total: int
    first: str
    next: str


def rules_page(filters: RuleFilter, *, after: str) -> RulesPage:
    """The rules after a code, in the order of codes; three queries whatever is found."""
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
    """Every rule; what only a person can judge is none: it finds nothing."""
    return [check for check in all_checks() if check.stage is not Stage.REVIEWER]
