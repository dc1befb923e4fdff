"""The code of an integration that runs in the Agent."""

from tilekit.core.choices import ChoiceField
from tilekit.core.composite import UploadField
from tilekit.core.fields import Flag, Text, Url
from tilekit.core.formats import SEMVER, THREE_PARTS
from tilekit.core.kind import exchanges_data, has_agent_check
from tilekit.core.messages import N_
from tilekit.core.section import Document
from tilekit.sections import limits, options
from tilekit.sections.attested import CODE

_PACKAGE = "agent-check#package"


class AgentCheck(Document, fields_apply=has_agent_check):
    """The code: its repository, versions and tests."""

    agent_check_kind = ChoiceField(
        N_("Check type"),
        options=options.CHECK_KINDS,
        required=has_agent_check,
        scope="submission",
        help=N_("OpenMetrics if your product exposes it, DogStatsD if it emits StatsD, otherwise a Python check."),
        example=N_("OpenMetrics"),
        doc="agent-check#choose",
    )
    repo_target = ChoiceField(
        N_("Repository"),
        options=options.REPOSITORIES,
        scope="submission",
        read_only=True,
        help=N_("Where to submit your code (depends on where the listing is published)."),
        example=N_("The public repository for free integrations"),
        doc="agent-check#submit-code",
    )
    pull_request_url = Url(
        N_("Code pull request"),
        pattern=r"https://github\.com/[^/\s]+/[^/\s]+/pull/\d+",
        required=has_agent_check,
        alternatives=("wheel",),
        checked_by={"required": "WH-029"},
        scope="submission",
        help=N_("The pull request in which we review your code, unless you upload a wheel instead."),
        example="https://github.com/acme/integrations/pull/42",
        doc="agent-check#submit-code",
    )
    package_name = Text(
        N_("Package name"),
        scope="submission",
        read_only=True,
        help=N_("Used in the install command and derived from the integration ID."),
        example="datadog-acme_queue",
        doc=_PACKAGE,
    )
    package_version = Text(
        N_("Version"),
        pattern=SEMVER,
        required=has_agent_check,
        scope="submission",
        help=N_("The version of the package, which must match the newest release note."),
        example="1.0.0",
        doc=_PACKAGE,
    )
    min_agent_version = Text(
        N_("Minimum Agent version"),
        pattern=THREE_PARTS,
        required=has_agent_check,
        scope="submission",
        help=N_("The oldest Agent version that you tested the check with, as three numbers."),
        example="7.50.0",
        doc=_PACKAGE,
    )
    wheel = UploadField(
        N_("Built wheel"),
        accepts=("wheel",),
        max_bytes=limits.WHEEL_BYTES,
        checked_by={"length": "WH-002"},
        folder="dist",
        help=N_("Lets us try the check before the pull request is merged."),
        example="datadog_acme_queue-1.0.0-py3-none-any.whl",
        doc="agent-check#wheel",
    )
    tests_attested = Flag(
        N_("Unit and integration tests pass"),
        required=has_agent_check,
        attests=CODE,
        scope="submission",
        help=N_("Tick only if the tests ran against the real product, not just against mocks."),
        task=N_("Run the tests against the real product, then tick “{label}”."),
        doc="agent-check#tests",
    )
    auto_install = Flag(
        N_("Install with one click"),
        applies=exchanges_data,
        default=True,
        checked_by={"fit": "MF-053"},
        help=N_("Lets customers install the dashboards and monitors with one click."),
        doc="review-to-release#method",
    )
