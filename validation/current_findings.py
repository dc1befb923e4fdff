"""The current findings of a revision in any state."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from listings.bundles import bundle_of_revision
from listings.models import Revision
from listings.queries import current_submission
from listings.states import EDITABLE, State
from validation.actions import instant_findings
from validation.deep import deep_of
from validation.queries import findings_of_submission, latest_draft_run, latest_run
from validation.rules import ShownFinding, for_partner


class CurrentFindings(Struct, frozen=True, kw_only=True):
    """missing contains the paths of required fields that are empty (`section.field`)."""

    findings: Sequence[ShownFinding] = ()
    missing: Sequence[str] = ()


def current_findings(revision: Revision, *, now: datetime) -> CurrentFindings:
    """The findings that partners see: of the current draft, or in other states of the last submission.

    Listing and organisation of the revision must be loaded. Raises FileNotReadable.
    """
    if revision.state not in EDITABLE:
        submission = current_submission(revision)
        return CurrentFindings(findings=for_partner(findings_of_submission(submission)) if submission else ())
    instant = instant_findings(revision, now=now)
    submitted = latest_run(revision.pk) if revision.state == State.CHANGES_REQUESTED else None
    runs = [submitted, latest_draft_run(revision.pk)]
    deep = deep_of(runs, bundle_of_revision(revision), known=instant.findings)
    return CurrentFindings(findings=for_partner([*instant.findings, *deep.findings]), missing=instant.missing)
