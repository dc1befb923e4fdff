"""Queries about applied fixes and what they changed."""

from datetime import datetime
from uuid import UUID

from listings.content.changes import ContentChange, changed_files
from listings.editing.draft_content import DraftContent, changed_keys
from listings.models import AppliedFix, Revision, SectionVersion
from tilekit.core.section import SectionDocument
from tilekit.sections import section_of


def applied_fix_of(revision: Revision, applied_fix_id: UUID) -> AppliedFix | None:
    """The applied fix with this ID; None if it is not one of the revision."""
    return AppliedFix.objects.filter(revision=revision, pk=applied_fix_id).first()


def applied_fix_since(revision: Revision, *, code: str, fingerprint: str, seen: int) -> AppliedFix | None:
    """The applied fix that fixed the finding after the version that the reader saw; None if there is none."""
    rows = AppliedFix.objects.filter(revision=revision, code=code, version__gt=seen, undone_at=None)
    return next((row for row in rows.order_by("-version") if fingerprint in row.fingerprints), None)


def fixed_since(revision_id: UUID, moment: datetime) -> set[str]:
    """The fingerprints of findings that were fixed since the moment, without undone fixes. One query."""
    rows = AppliedFix.objects.filter(revision=revision_id, at__gte=moment, undone_at=None)
    return {fingerprint for fingerprints in rows.values_list("fingerprints", flat=True) for fingerprint in fingerprints}


def change_by_fix(applied_fix: AppliedFix) -> ContentChange:
    """The changes that the applied fix made, without those that the history no longer contains. One query."""
    rows = SectionVersion.objects.filter(section__revision=applied_fix.revision_id, section__scope="")
    stored = {(row.section.key, row.version): row for row in rows.select_related("section")}
    sides: tuple[dict[str, SectionDocument], dict[str, SectionDocument]] = ({}, {})
    for key, pair in applied_fix.versions.items():
        pair_of_rows = [stored.get((key, version)) for version in pair]
        for side, row in zip(sides, pair_of_rows, strict=True):
            if row is not None and None not in pair_of_rows:
                side[key] = section_of(key).read(row.document, row.schema)
    files = {path: (old, new) for path, (old, new) in {**applied_fix.carried, **applied_fix.base}.items()}
    return ContentChange(before=sides[0], after=sides[1], files=files)


def change_between_drafts(before: DraftContent, after: DraftContent) -> ContentChange:
    """The changes if the second draft replaces the first."""
    keys = list(changed_keys(before, after))
    old, new = ({**side.carried, **side.base} for side in (before, after))
    return ContentChange(
        before={key: before.documents[key] for key in keys},
        after={key: after.documents[key] for key in keys},
        files=changed_files(old, new),
    )
