"""What only a person can judge: questions of the catalogue that stand on the reviewers' checklists."""

from tilekit.checks.finding import Severity
from tilekit.checks.manifest import tile  # noqa: F401 registers MF-017, a part of which is asked here
from tilekit.checks.registry import also_ask, ask_reviewers
from tilekit.core.messages import N_

ask_reviewers(
    code="LG-021",
    severity=Severity.WARNING,
    message=N_("Does the logo show only the partner's own brand, not the platform's logo or another vendor's?"),
)
ask_reviewers(
    code="MN-008",
    severity=Severity.ADVICE,
    message=N_("Does each monitor's title name a thing and what happens to it, for example “Queue depth is high”?"),
)
ask_reviewers(
    code="RN-016",
    severity=Severity.ADVICE,
    message=N_(
        "Does each line of the release notes say what changes for customers, without ticket numbers and internal names?"
    ),
)
also_ask("MF-017", N_("Does the short description start with what a customer can do?"))
