"""What instant checks say of a draft: computed for what changed, the rest taken from the cache.

No transaction is open while checks run; who writes the result down does that in a short one of its own.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import F, QuerySet

import tilekit
from listings.bundles import bundles_of_revisions
from listings.models import Revision, Section
from tilekit.bundle import Bundle
from tilekit.checks.catalogue import all_checks
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Stage
from tilekit.checks.internal import CODE as INTERNAL
from tilekit.sections import STEPS
from tilekit.sections.status import State, step_status
from validation.contexts import context_of
from validation.models import InstantFindings
from validation.stored import as_json

_LIVE = "live"
Json = dict[str, object]


@cache
def catalogue_version() -> str:
    """Names the rules that speak: another version, other findings. 16 hex characters, from tilekit's own files."""
    digest, root = hashlib.sha256(), Path(tilekit.__file__).parent
    for path in sorted(path for folder in ("**/*.py", "data/*") for path in root.glob(folder)):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def versions_of(revisions: Sequence[Revision]) -> dict[UUID, dict[str, str]]:
    """What instant checks read of each revision: section versions and what is live; one query."""
    rows = Section.objects.filter(revision__in=revisions, scope="").values_list("revision_id", "key", "version")
    found = {revision.pk: {_LIVE: str(revision.listing.live_release_id or "")} for revision in revisions}
    for revision_id, key, version in rows:
        found[revision_id][key] = str(version)
    return found


def fresh_findings(revisions: Sequence[Revision]) -> dict[UUID, InstantFindings]:
    """The findings of each revision as it stands; what the cache does not know is computed and not stored.

    Two queries where all is known. Revisions come with listing and organisation loaded.
    """
    versions = versions_of(revisions)
    rows = {row.revision_id: row for row in InstantFindings.objects.filter(revision__in=revisions)}
    for revision in revisions:
        if revision.pk in rows:
            rows[revision.pk].revision = revision  # loaded already
    stale = [revision for revision in revisions if not _is_current(rows.get(revision.pk), versions[revision.pk])]
    bundles = bundles_of_revisions(stale) if stale else {}
    for revision in stale:
        reading = _Reading(revision=revision, bundle=bundles[revision.pk], versions=versions[revision.pk])
        rows[revision.pk] = _computed(reading, rows.get(revision.pk))
    return rows


def stale_revisions(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Those of the revisions that nobody checked since they were saved, or that other rules checked."""
    known = InstantFindings.objects.filter(catalogue_version=catalogue_version(), at__gte=F("revision__active_at"))
    return revisions.exclude(pk__in=known.values("revision")).select_related("listing__organisation").order_by("pk")


def _is_current(row: InstantFindings | None, versions: Mapping[str, str]) -> bool:
    return row is not None and row.versions == versions and row.catalogue_version == catalogue_version()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    revision: Revision
    bundle: Bundle
    versions: dict[str, str]


def _computed(reading: _Reading, known: InstantFindings | None) -> InstantFindings:
    """A row that is not stored yet. Checks that read nothing that changed keep what they said."""
    changed = _changed(reading.versions, known)
    report = run_checks(
        reading.bundle, context_of(reading.revision, reading.bundle), stages={Stage.INSTANT}, reads=changed
    )
    kept, old = _kept(known, changed) if known and changed is not None else ([], [])
    findings = [*kept, *(as_json(finding) for finding in report.findings)]
    return InstantFindings(
        revision=reading.revision,
        versions=reading.versions,
        catalogue_version=catalogue_version(),
        findings=findings,
        grandfathered=sorted({*old, *report.grandfathered}),
        steps=_steps(reading.bundle),
    )


def _steps(bundle: Bundle) -> dict[str, dict[str, object]]:
    """How far each step is where nothing was found."""
    statuses = {step.key: step_status(step, bundle.documents, bundle.kind, findings=()) for step in STEPS}
    return {
        key: {"state": status.state.value, "missing": list(status.missing)}
        for key, status in statuses.items()
        if status.state is not State.NOT_APPLICABLE
    }


def _changed(versions: Mapping[str, str], known: InstantFindings | None) -> set[str] | None:
    """What to ask again: section keys and their files; None for everything."""
    if known is None or known.catalogue_version != catalogue_version() or known.versions.get(_LIVE) != versions[_LIVE]:
        return None
    return {key for key, version in versions.items() if known.versions.get(key) != version}


def _kept(known: InstantFindings, changed: Collection[str]) -> tuple[list[Json], list[str]]:
    asked = {check.code for check in all_checks() if check.stage is Stage.INSTANT and check.is_read_by(changed)}
    kept = [finding for finding in known.findings if _code_behind(finding) not in asked]
    prints = {finding["fingerprint"] for finding in kept}
    return kept, [fingerprint for fingerprint in known.grandfathered if fingerprint in prints]


def _code_behind(finding: Json) -> object:
    """The check that spoke; where a check broke down, the one that did."""
    message = finding["message"]
    if finding["code"] == INTERNAL and isinstance(message, dict):
        return message["parameters"].get("check")
    return finding["code"]
