"""That the overview is complete before a listing is submitted."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Scope, Severity, Spot, finding
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.sections.overview import Overview
from tilekit.sections.support import Support


@check(
    code="MF-056",
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    reads=("overview", "support"),
    message=N_("Finish these fields first: {list}."),
)
def not_complete(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Logo and support text are there; a check of its own speaks for each of the other fields."""
    missing = []
    if bundle.section(Overview).logo_light is None:
        missing.append(("overview.logo_light", Overview.logo_light.label))
    if not bundle.section(Support).support_md.strip():
        missing.append(("support.support_md", Support.support_md.label))
    for path, label in missing:
        yield finding(path=path, list=Message(label))
