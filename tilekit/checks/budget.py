"""Budgets of checks. They count nodes and comparisons, not time, so the same listing always has the same result."""

from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_

_STOPPED = N_("This check stopped after {limit} findings. Correct these first, then check again.")
_STOPPED_IN = N_(
    "This check stopped after {limit} findings, the last ones in {file}. Correct the file or make it smaller, then "
    "check again."
)


class BudgetExceeded(Exception):
    """Raised when a check exceeds its budget. The result of the check is then "could not be checked"."""


class ListingTooLarge(Exception):
    """Raised when a check would need more steps than its limit. Reported as a finding that the partner can fix.

    limit is the number of steps. file is the path at which the limit was reached, "" if unknown.
    """

    def __init__(self, limit: int, file: str = "") -> None:
        super().__init__(f"more than {limit} steps")
        self.limit, self.file = limit, file


class StepBudget:
    """Counts the steps of one check."""

    __slots__ = ("left", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    def spend(self, steps: int = 1, *, file: str = "") -> None:
        """Count these steps. Raises ListingTooLarge with the file if the total exceeds the limit."""
        self.left -= steps
        if self.left < 0:
            raise ListingTooLarge(self.limit, file)


def limit_finding(fault: ListingTooLarge) -> RawFinding:
    """A blocker: the check stopped at its limit, so the rest of the listing might contain more findings."""
    text = _STOPPED_IN if fault.file else _STOPPED
    parameters = {"limit": f"{fault.limit:,}"}
    return RawFinding(file=fault.file, message=text, severity=Severity.BLOCKER, value="stopped", parameters=parameters)
