"""Counts of findings, shared by the task list and Review & Submit."""

from collections import Counter

from msgspec import Struct

from studio.wizard.data import Wizard
from tilekit.checks.finding import Severity
from tilekit.sections import Step


class Counts(Struct, frozen=True, kw_only=True):
    """Findings by severity, one per place, and fields to fill in, which do not count as findings."""

    blockers: int
    missing: int
    warnings: int
    advice: int

    @property
    def to_do(self) -> int:
        """What prevents a submission."""
        return self.blockers + self.missing


def counts_of(wizard: Wizard, step: Step | None = None) -> Counts:
    """The counts of a step, or of the whole revision."""
    found = Counter(each.severity for each in wizard.findings if step is None or each.step == step.key)
    missing = wizard.status(step).missing if step else wizard.instant.missing
    return Counts(
        blockers=found[Severity.BLOCKER],
        missing=len(missing),
        warnings=found[Severity.WARNING],
        advice=found[Severity.ADVICE],
    )
