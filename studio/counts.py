"""How much is to do: one way to count for the task list, for Review & Submit and for what it waits for."""

from collections import Counter
from collections.abc import Iterable, Sized

from msgspec import Struct

from studio.findings import FindingLine
from tilekit.checks.finding import Severity


class Counts(Struct, frozen=True, kw_only=True):
    """Findings by severity, one for each place, and the fields to fill in, which are none of them."""

    blockers: int
    missing: int
    warnings: int
    advice: int

    @property
    def to_do(self) -> int:
        """What stands between the listing and Submit."""
        return self.blockers + self.missing


def counts_of(findings: Iterable[FindingLine], missing: Sized) -> Counts:
    """The counts of findings and of the paths of empty fields."""
    by_severity = Counter(each.severity for each in findings)
    return Counts(
        blockers=by_severity[Severity.BLOCKER],
        missing=len(missing),
        warnings=by_severity[Severity.WARNING],
        advice=by_severity[Severity.ADVICE],
    )
