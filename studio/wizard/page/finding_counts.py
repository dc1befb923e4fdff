"""Counts of findings, shared by the task list and Review & Submit."""

from collections import Counter

from msgspec import Struct

from studio.wizard.data import Wizard
from tilekit.checks.finding import Severity
from tilekit.sections import Step


class Counts(Struct, frozen=True, kw_only=True):
    """The numbers of findings by severity, and of empty required fields."""

    blockers: int
    missing: int
    warnings: int
    advice: int

    @property
    def to_do(self) -> int:
        """The number of things that prevent a submission."""
        return self.blockers + self.missing


def finding_counts(wizard: Wizard, step: Step | None = None) -> Counts:
    """The counts of a step or, without one, of the whole revision."""
    found = Counter(each.severity for each in wizard.findings if step is None or each.step == step.key)
    missing = wizard.status(step).missing if step else wizard.instant.missing
    return Counts(
        blockers=found[Severity.BLOCKER],
        missing=len(missing),
        warnings=found[Severity.WARNING],
        advice=found[Severity.ADVICE],
    )
