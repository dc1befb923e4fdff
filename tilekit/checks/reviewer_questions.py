"""Questions that only a person can answer. They are on the reviewers' checklists."""

from tilekit.checks.finding import Severity
from tilekit.checks.manifest import titles  # noqa: F401 registers MF-017, a part of which is asked here
from tilekit.checks.registry import add_reviewer_question, register_reviewer_question
from tilekit.core.messages import N_

register_reviewer_question(
    code="LG-021",
    name=N_("Other brands in the logo"),
    severity=Severity.WARNING,
    message=N_("Does the logo show only the partner's own brand, not the platform's logo or another vendor's?"),
    applies_to=N_("logo"),
    expected=N_("Does not contain the platform's own logo or another vendor's name"),
    bad="Acme for Other Vendor",
    good="Acme",
)
register_reviewer_question(
    code="MN-008",
    name=N_("Unclear monitor titles"),
    severity=Severity.ADVICE,
    message=N_(
        "Does the title of each monitor say what it watches and what is wrong, for example “Queue depth is high”?"
    ),
    applies_to="/title",
    expected=N_('Says what the monitor watches and what is wrong with it ("Queue depth is high")'),
    bad="Queue",
    good="Queue depth is high",
)
register_reviewer_question(
    code="RN-016",
    name=N_("Unclear or internal release notes"),
    severity=Severity.ADVICE,
    message=N_(
        "Does each line of the release notes say what changes for customers, without ticket numbers or internal names?"
    ),
    applies_to=N_("bullets"),
    expected=N_("Bullets start with a capital letter and a verb, and contain no ticket numbers or internal names"),
    bad="* QUEUE-123 refactor poller",
    good="* Counts consumers of paused queues",
)
add_reviewer_question("MF-017", N_("Does the short description start with what a customer can do?"))
