"""The current findings of a revision in any state."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from listings.content.bundles import bundle_of_revision
from listings.models import Revision
from listings.queries import current_submission
from listings.states.revision_states import EDITABLE, RevisionState
from tilekit.checks.finding import Finding
from validation.actions import instant_findings
from validation.deep_findings import deep_findings_of
from validation.guards import for_partner
from validation.queries import findings_of_submission, latest_draft_run, latest_run


class CurrentFindings(Struct, frozen=True, kw_only=True):
    """The findings of a revision, and the paths (`section.field`) of its required fields that are empty."""

    findings: Sequence[Finding] = ()
    missing: Sequence[str] = ()


def current_findings(revision: Revision, *, now: datetime, with_earlier: bool = False) -> CurrentFindings:
    """The findings that partners see: those of the current draft or, if it is not editable, of the last submission.

    Findings of deep checks are left out if the draft has changed since, because they may be outdated, unless
    with_earlier is true. Listing and organisation of the revision must be loaded. Raises FileNotReadable.
    """
    if revision.state not in EDITABLE:
        submission = current_submission(revision)
        return CurrentFindings(findings=for_partner(findings_of_submission(submission)) if submission else ())
    instant = instant_findings(revision, now=now)
    submitted = latest_run(revision.pk) if revision.state == RevisionState.CHANGES_REQUESTED else None
    runs = [submitted, latest_draft_run(revision.pk)]
    deep = deep_findings_of(runs, bundle_of_revision(revision), findings=instant.findings)
    findings = [*instant.findings, *(() if deep.earlier_at and not with_earlier else deep.findings)]
    return CurrentFindings(findings=for_partner(findings), missing=instant.missing)
