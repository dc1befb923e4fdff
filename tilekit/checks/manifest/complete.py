"""Checks that the overview is complete before a listing is submitted."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Scope, Severity, finding
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.sections.support import Support


@check(
    code="MF-056",
    name=N_("No support details"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("Explain how, where and when customers can reach you."),
    applies_to=N_("submission"),
    expected=N_("The support details are filled in"),
    bad="a submission without support details",
    good="support details",
)
def is_complete(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The support text is filled in. Other checks report the other fields."""
    if not bundle.section(Support).support_md.strip():
        yield finding(path="support.support_md")
