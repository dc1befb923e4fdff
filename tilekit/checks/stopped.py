"""What is reported of a check that a listing gives too much to do."""

from tilekit.checks.budget import ListingTooLarge
from tilekit.checks.finding import Severity, Spot
from tilekit.core.messages import N_

_STOPPED = N_("This check stopped after {limit} findings. Correct these first, then check again.")
_STOPPED_IN = N_(
    "This check stopped after {limit} findings, the last ones in {file}. Correct the file or make it smaller, then "
    "check again."
)


def stopped_at(fault: ListingTooLarge) -> Spot:
    """A blocker: what the check would have found further on is not known."""
    text = _STOPPED_IN if fault.file else _STOPPED
    said = {"limit": f"{fault.limit:,}"}
    return Spot(file=fault.file, message=text, severity=Severity.BLOCKER, value="stopped", parameters=said)
