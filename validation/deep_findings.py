"""The findings of deep checks on a draft, which come from its last finished run."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from listings.queries.applied_fixes import fixed_since
from tilekit.bundle import Bundle
from tilekit.checks.finding import Finding, Stage
from tilekit.checks.registered_checks import check_of
from tilekit.sections.applicability import applies_at
from validation.models import Run
from validation.queries import findings_of_run
from validation.run_states import RUN_STATES


class DeepFindings(Struct, frozen=True, kw_only=True):
    """The findings of a run. If the draft has changed since, earlier_at is the time when the run finished."""

    findings: Sequence[Finding] = ()
    earlier_at: datetime | None = None


def is_unchanged(run: Run, bundle: Bundle) -> bool:
    """Whether the draft still has the content that the run checked. Notes to reviewers may differ."""
    return run.digest == bundle.digest


def deep_findings_of(runs: Iterable[Run | None], bundle: Bundle, *, findings: Sequence[Finding]) -> DeepFindings:
    """The deep findings of the newest finished run, without those that a fix has resolved since.

    Those of fields that no longer apply are left out, and so are findings, which are already shown.
    """
    finished = (run for run in runs if run and RUN_STATES[run.state].has_result)
    run = max(finished, key=lambda run: run.created_at, default=None)
    deep = [finding for finding in findings_of_run(run) if _is_deep(finding.code)] if run else []
    deep = [finding for finding in deep if applies_at(finding.path, bundle.kind, bundle.documents)]
    if run is None or run.finished_at is None or not deep:
        return DeepFindings()
    is_earlier, others = not is_unchanged(run, bundle), {finding.fingerprint for finding in findings}
    if is_earlier:
        others |= fixed_since(run.revision_id, run.finished_at)
    left = [finding for finding in deep if finding.fingerprint not in others]
    return DeepFindings(findings=left, earlier_at=run.finished_at if is_earlier else None)


def _is_deep(code: str) -> bool:
    """Whether the check is a deep check; False if it no longer exists."""
    try:
        return check_of(code).stage is Stage.DEEP
    except KeyError:
        return False
