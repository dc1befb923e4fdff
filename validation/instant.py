"""Findings of instant checks on drafts: computed for changed inputs, otherwise taken from the cache.

Checks run outside transactions; callers store the result in a short one.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import F, QuerySet
from msgspec import Struct

from listings.bundles import bundle_without_files, bundles_of_revisions
from listings.models import Revision, Section
from tilekit.bundle import Bundle
from tilekit.checks.changes import Marks, Stored, merged
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Stage
from tilekit.checks.unchecked import codes_of
from tilekit.checks.version import catalogue_version
from tilekit.sections import STEPS
from tilekit.sections.status import State, step_status
from validation.contexts import context_of
from validation.models import InstantFindings
from validation.stored import Json, as_json, unchecked_as_json

_LIVE = "live"


def versions_of(revisions: Sequence[Revision]) -> dict[UUID, dict[str, str]]:
    """The versions that instant checks depend on, by revision: sections and live release. One query."""
    rows = Section.objects.filter(revision__in=revisions, scope="").values_list("revision_id", "key", "version")
    found = {revision.pk: {_LIVE: str(revision.listing.live_release_id or "")} for revision in revisions}
    for revision_id, key, version in rows:
        found[revision_id][key] = str(version)
    return found


def fresh_findings(revisions: Sequence[Revision]) -> dict[UUID, InstantFindings]:
    """The current findings of each revision. Findings that are not cached are computed but not stored.

    Two queries if everything is cached. Listing and organisation of the revisions must be loaded.
    """
    versions = versions_of(revisions)
    rows = {row.revision_id: row for row in InstantFindings.objects.filter(revision__in=revisions)}
    stale = [revision for revision in revisions if not _is_current(rows.get(revision.pk), versions[revision.pk])]
    bundles = bundles_of_revisions(stale) if stale else {}
    for revision in stale:
        reading = _Reading(revision=revision, bundle=bundles[revision.pk], versions=versions[revision.pk])
        former = rows.get(revision.pk)
        rows[revision.pk] = _computed(reading, _known(former, reading))
        rows[revision.pk].former = former
    return rows


def last_findings(revision: Revision) -> InstantFindings:
    """The cached findings, for when files cannot be read; without a cache, only the state of each step."""
    row = InstantFindings.objects.filter(revision=revision).first()
    return row or InstantFindings(revision_id=revision.pk, steps=_steps(bundle_without_files(revision)))


def stale_revisions(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """The revisions that were saved after their last check, or last checked by another version of the checks."""
    known = InstantFindings.objects.filter(catalogue_version=catalogue_version(), at__gte=F("revision__active_at"))
    return revisions.exclude(pk__in=known.values("revision")).select_related("listing__organisation").order_by("pk")


def _is_current(row: InstantFindings | None, versions: Mapping[str, str]) -> bool:
    return row is not None and row.versions == versions and row.catalogue_version == catalogue_version()


class _Reading(Struct, frozen=True, kw_only=True):
    revision: Revision
    bundle: Bundle
    versions: dict[str, str]


class _Known(Struct, frozen=True, kw_only=True):
    """The previous result if it has the same version of the checks and the same live release; else empty."""

    findings: Sequence[Json] = ()
    grandfathered: Collection[str] = ()
    marks: Marks | None = None


def _known(row: InstantFindings | None, reading: _Reading) -> _Known:
    is_same = row is not None and row.catalogue_version == catalogue_version()
    if row is None or not row.marks or not is_same or row.versions.get(_LIVE) != reading.versions[_LIVE]:
        return _Known()
    return _Known(findings=row.findings, grandfathered=row.grandfathered, marks=Marks.from_json(row.marks))


def _computed(reading: _Reading, known: _Known) -> InstantFindings:
    """A new row, not stored yet. Checks whose inputs did not change keep their findings.

    A check that could not be finished runs again after each save.

    The row has only the ID of its revision: a reference cycle would stay in memory until garbage collection.
    """
    bundle, context = reading.bundle, context_of(reading.revision, reading.bundle)
    old = known.marks or Marks()
    now = Marks.of(old.reads, bundle, context)
    asked = old.asked_by(now) if known.marks else None
    report = run_checks(bundle, context, stages={Stage.INSTANT}, select=asked, watched=True)
    kept = [said for said in known.findings if said["code"] not in (asked or ())]
    fresh: list[Json] = [as_json(finding) for finding in report.findings]
    told, untold = merged([Stored(said) for said in kept], [Stored(said) for said in fresh])
    prints = {said["fingerprint"] for said in kept}
    marks = Marks.of({**old.reads, **report.reads}, bundle, context, known=now.places)
    return InstantFindings(
        revision_id=reading.revision.pk,
        versions=reading.versions,
        catalogue_version=catalogue_version(),
        findings=[each.said for each in told],
        grandfathered=sorted(report.grandfathered.union(prints.intersection(known.grandfathered))),
        unchecked=unchecked_as_json(report.unchecked),
        marks=marks.asking_again(report.untold | untold | codes_of(report.unchecked)).as_json(),
        steps=_steps(bundle),
    )


def missing_in(bundle: Bundle) -> list[str]:
    """The required fields that are empty, as `section.field`."""
    return [path for step in STEPS for path in step_status(step, bundle.documents, bundle.kind, findings=()).missing]


def _steps(bundle: Bundle) -> dict[str, dict[str, object]]:
    """The state of each step without regard to findings."""
    statuses = {step.key: step_status(step, bundle.documents, bundle.kind, findings=()) for step in STEPS}
    return {
        key: {"state": status.state.value, "missing": list(status.missing)}
        for key, status in statuses.items()
        if status.state is not State.NOT_APPLICABLE
    }
