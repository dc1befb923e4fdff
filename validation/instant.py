"""The findings of instant checks on drafts. They are computed if the stored ones are outdated.

Saves run no checks: the next request that reads the findings runs them. `validation.actions.instant` stores them.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import F, QuerySet

from listings.content.bundles import bundle_without_files, bundles_of_revisions
from listings.models import Revision
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Stage
from tilekit.checks.version import catalogue_version
from tilekit.sections import STEPS
from tilekit.sections.status import StepState, step_status
from validation.check_times import check_recorder
from validation.contexts import context_of
from validation.guards import effective_findings, for_partner
from validation.models import InstantFindings
from validation.queries.instant import versions_of
from validation.queries.overlays import overlay_of
from validation.stored_findings import finding_as_json, unchecked_as_json


def fresh_findings(revisions: Sequence[Revision], *, most: int | None = None) -> dict[UUID, InstantFindings]:
    """{revision ID: current findings}. Outdated findings are computed but not stored here.

    most limits how many revisions are checked, those without findings first. The others keep their outdated findings.
    The versions are read before the content, so that a result never has newer versions than the content it is about.
    Two queries if everything is current. Listing and organisation of the revisions must be loaded.
    """
    versions = versions_of(revisions)
    rows = {row.revision_id: row for row in InstantFindings.objects.filter(revision__in=revisions)}
    stale = [revision for revision in revisions if not _is_current(rows.get(revision.pk), versions[revision.pk])]
    checked = sorted(stale, key=lambda revision: revision.pk in rows)[:most]
    bundles = bundles_of_revisions(checked) if checked else {}
    for revision in checked:
        rows[revision.pk] = _compute_findings(revision, bundles[revision.pk], versions[revision.pk])
    return rows


def findings_of_unsaved(
    revision: Revision, bundle: Bundle, *, codes: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """The findings of instant checks in content that is not saved, as partners see them. codes selects some checks."""
    report = run_checks(bundle, context_of(revision, bundle), stages={Stage.INSTANT}, select=codes)
    return for_partner(effective_findings(report.findings, overlay_of(revision.listing_id)))


def last_findings(revision: Revision) -> InstantFindings:
    """The stored findings, for use while files cannot be read. If there are none, only the state of each step."""
    row = InstantFindings.objects.filter(revision=revision).first()
    return row or InstantFindings(revision_id=revision.pk, steps=_steps(bundle_without_files(revision)))


def stale_revisions(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Those of the revisions that were saved after their last check, or checked by another version of the checks."""
    current = InstantFindings.objects.filter(catalogue_version=catalogue_version(), at__gte=F("revision__active_at"))
    return revisions.exclude(pk__in=current.values("revision")).select_related("listing__organisation").order_by("pk")


def _is_current(row: InstantFindings | None, versions: Mapping[str, str]) -> bool:
    return row is not None and row.versions == versions and row.catalogue_version == catalogue_version()


def _compute_findings(revision: Revision, bundle: Bundle, versions: dict[str, str]) -> InstantFindings:
    """An unsaved row with the findings of all instant checks.

    It has only the ID of its revision, because a reference cycle would stay in memory until garbage collection.
    """
    context = context_of(revision, bundle)
    report = run_checks(bundle, context, stages={Stage.INSTANT}, on_check=check_recorder())
    return InstantFindings(
        revision_id=revision.pk,
        versions=versions,
        catalogue_version=catalogue_version(),
        findings=[finding_as_json(finding) for finding in report.findings],
        grandfathered=sorted(report.grandfathered),
        unchecked=unchecked_as_json(report.unchecked),
        steps=_steps(bundle),
    )


def missing_in(bundle: Bundle) -> list[str]:
    """The paths (`section.field`) of required fields that are empty."""
    return [path for step in STEPS for path in step_status(step, bundle.documents, bundle.kind, findings=()).missing]


def _steps(bundle: Bundle) -> dict[str, dict[str, object]]:
    """The state of each step of the wizard that applies, without regard to findings."""
    statuses = {step.key: step_status(step, bundle.documents, bundle.kind, findings=()) for step in STEPS}
    return {
        key: {"state": status.state.value, "missing": list(status.missing)}
        for key, status in statuses.items()
        if status.state is not StepState.NOT_APPLICABLE
    }
