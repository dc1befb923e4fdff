"""What is said where a check itself fails: the listing is not to blame and nothing else waits for it."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.registry import Check, check
from tilekit.core.messages import N_

CODE = "EN-001"


@check(
    code=CODE,
    severity=Severity.WARNING,
    message=N_("The check {check} could not finish. The fault is ours; the rest of the listing was checked."),
)
def never_found_by_itself(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Registered for its text: the engine reports it for a check that raised."""
    return iter(())


def internal_spot(broken: Check) -> Spot:
    """What to report for a check that raised."""
    return finding(value=broken.code, check=broken.code)
