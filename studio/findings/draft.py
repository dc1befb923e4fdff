"""The findings of a draft: those of instant checks, and those of deep checks that still apply."""

from collections.abc import Sequence

from listings.models import Revision
from studio.findings.finding import WizardFinding, wizard_findings
from tilekit.bundle import Bundle
from validation.deep_findings import deep_findings_of
from validation.models import Run
from validation.queries import InstantResults


def draft_findings(
    revision: Revision, *, instant: InstantResults, runs: Sequence[Run | None], bundle: Bundle
) -> list[WizardFinding]:
    """The findings of the draft. If it has changed since a run, earlier_at is the time of the run in its findings."""
    deep = deep_findings_of(runs, bundle, findings=instant.findings)
    return [
        *wizard_findings(instant.findings, revision, missing=instant.missing),
        *wizard_findings(deep.findings, revision, missing=instant.missing, earlier_at=deep.earlier_at),
    ]
