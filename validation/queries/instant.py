"""Queries for findings of instant checks, and for the versions of drafts that they depend on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from accounts.vendors import vendors_of
from listings.models import Revision, Section
from tilekit.checks.finding import Finding, Severity
from tilekit.checks.unchecked import Unchecked
from tilekit.core.digest import exact_digest
from tilekit.sections import STEPS
from tilekit.sections.files import section_of_place
from tilekit.sections.status import StepState, StepStatus
from validation.guards import Overlay, blocking_unchecked, effective_findings
from validation.models import InstantFindings
from validation.queries.overlays import overlays_of, with_grandfathered
from validation.stored_findings import finding_from_json, unchecked_from_json

_LIVE, _VENDORS = "live", "vendors"


class InstantResults(Struct, frozen=True, kw_only=True):
    """The effective findings of instant checks on a revision. steps is {key: status} of every step of the wizard.

    unchecked contains the checks that could not be finished; the deep run of a submission repeats them.
    """

    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    steps: Mapping[str, StepStatus]
    unchecked: tuple[Unchecked, ...] = ()

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The blockers that prevent a submission, except those about missing fields, which are reported separately."""
        return tuple(finding for finding in self.findings if finding.blocks and finding.path not in self.missing)

    @property
    def ready(self) -> int:
        """The number of steps that are ready."""
        return sum(status.state is StepState.READY for status in self.steps.values())

    def of_section(self, key: str) -> tuple[Finding, ...]:
        """The findings about the fields and files of a section."""
        return tuple(finding for finding in self.findings if section_of_place(finding.path, finding.file) == key)


def versions_of(revisions: Sequence[Revision]) -> dict[UUID, dict[str, str]]:
    """{revision ID: versions of its sections, its live release and its vendors}, on which instant checks depend.

    Two queries. The listings and organisations of the revisions must be loaded.
    """
    rows = Section.objects.filter(revision__in=revisions, scope="").values_list("revision_id", "key", "version")
    vendors = vendors_of({revision.listing.organisation for revision in revisions})
    versions = {
        revision.pk: {
            _LIVE: str(revision.listing.live_release_id or ""),
            _VENDORS: exact_digest([asdict(vendor) for vendor in vendors[revision.listing.organisation_id]]),
        }
        for revision in revisions
    }
    for revision_id, key, version in rows:
        versions[revision_id][key] = str(version)
    return versions


def effective_instant_results(
    rows: Iterable[InstantFindings], revisions: Iterable[Revision]
) -> dict[UUID, InstantResults]:
    """{revision ID: effective findings} of stored rows, with waivers and modes applied. Two queries."""
    listings = {revision.pk: revision.listing_id for revision in revisions}
    stored = list(rows)
    overlays = overlays_of(listings[row.revision_id] for row in stored)
    return {
        row.revision_id: _instant(row, with_grandfathered(overlays[listings[row.revision_id]], row.grandfathered))
        for row in stored
    }


def _instant(row: InstantFindings, overlay: Overlay) -> InstantResults:
    findings = effective_findings(map(finding_from_json, row.findings), overlay)
    # Databases may change the order of JSON keys.
    in_order = (row.steps[step.key] for step in STEPS if step.key in row.steps)
    missing = tuple(path for step in in_order for path in step["missing"])
    counts = Counter(
        (_STEP_OF[section_of_place(finding.path, finding.file)], finding.severity)
        for finding in findings
        if finding.counts and finding.path not in missing
    )
    steps = {step.key: _status(step.key, row.steps.get(step.key), counts) for step in STEPS}
    unchecked = blocking_unchecked(unchecked_from_json(row.unchecked), overlay.modes)
    return InstantResults(findings=findings, missing=missing, steps=steps, unchecked=unchecked)


def _status(key: str, stored: Mapping[str, object] | None, counts: Mapping[tuple[str, Severity], int]) -> StepStatus:
    if stored is None:
        return StepStatus(state=StepState.NOT_APPLICABLE)
    blockers, missing = counts.get((key, Severity.BLOCKER), 0), stored["missing"]
    return StepStatus(
        state=StepState.NEEDS_ATTENTION if blockers else StepState(str(stored["state"])),
        missing=tuple(missing) if isinstance(missing, list) else (),
        blockers=blockers,
        warnings=counts.get((key, Severity.WARNING), 0),
        advice=counts.get((key, Severity.ADVICE), 0),
    )


_STEP_OF = {section.key: step.key for step in STEPS for section in step.sections}
