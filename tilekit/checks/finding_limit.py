"""The finding about a check that stopped at its limit."""

from tilekit.checks.budget import ListingTooLarge
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_

_STOPPED = N_("This check stopped after {limit} findings. Correct these first, then check again.")
_STOPPED_IN = N_(
    "This check stopped after {limit} findings, the last ones in {file}. Correct the file or make it smaller, then "
    "check again."
)


def limit_finding(fault: ListingTooLarge) -> RawFinding:
    """A blocker: the check stopped at its limit, so the rest of the listing might contain more findings."""
    text = _STOPPED_IN if fault.file else _STOPPED
    parameters = {"limit": f"{fault.limit:,}"}
    return RawFinding(file=fault.file, message=text, severity=Severity.BLOCKER, value="stopped", parameters=parameters)
