"""Actions that save input of editors and restore earlier versions of sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.lifecycle.revision_locks import RevisionKey, lock_revision
from listings.lifecycle.revisions import assert_revision_unchanged
from listings.models import Section, SectionVersion
from listings.writes.attestations import without_ticks
from listings.writes.merged_saves import Changes, Save
from listings.writes.restored import renames_back_to
from listings.writes.sections import SaveContext, save_documents
from tilekit.sections import section_of

NO_RENAMES: Mapping[str, str] = {}
NO_CHANGES: Changes = {}


@action
def save_section(
    *,
    revision_id: UUID,
    key: str,
    version: int | None,
    changes: Changes,
    by: Actor,
    now: datetime,
    renames: Mapping[str, str] = NO_RENAMES,
    overrules: Changes = NO_CHANGES,
) -> Section:
    """Store the changed fields of a section. Changes that other people made to other fields stay.

    changes is {field: whole new value as typed}: invalid values are stored too, and findings report them. version is
    the section version from which the editor started; None applies the changes to the current version. renames is
    {old name: new name} of records. overrules is {path of a conflict (`media[<key>].caption`): value of the other
    person} for conflicts that the editor has seen and decided. Cells of a row that are not sent stay. If an error is
    raised, nothing is stored: NotFound, NotAllowed, NotPossible (frozen), ValuesRefused, SectionChanged, FieldUnknown,
    FileUnknown.
    """
    save = Save(key=key, changes=changes, version=version, renames=renames, overrules=overrules)
    return _save(revision_id, [save], by=by, now=now)[key]


@action
def save_sections(
    *, revision_id: RevisionKey, saves: Sequence[Save], by: Actor, now: datetime, seen: int | None = None
) -> dict[str, Section]:
    """Store changes of several sections together. Returns {key: section} of all sections involved.

    seen is the version of the revision that the actor saw; None accepts any version. Raises Stale, and the errors of
    `save_section`.
    """
    return _save(revision_id, saves, by=by, now=now, seen=seen)


def _save(
    revision_id: RevisionKey, saves: Sequence[Save], *, by: Actor, now: datetime, seen: int | None = None
) -> dict[str, Section]:
    revision = lock_revision(revision_id, by=by)
    assert_revision_unchanged(revision, seen)
    return save_documents(SaveContext(revision=revision, by=by, now=now), saves)


@action
def restore_section_version(
    *, revision_id: UUID, key: str, version: int, restored: int, by: Actor, now: datetime
) -> Section:
    """Restore an earlier version of a section; *Undo* restores the previous one.

    Attestations that are not ticked now stay so. version is the current version that the editor saw. Raises the errors
    of `save_section`, and NotFound if the history no longer contains the version `restored`.
    """
    revision = lock_revision(revision_id, by=by)
    entry = first_or_not_found(
        SectionVersion.objects.filter(section__revision=revision, section__key=key, section__scope="", version=restored)
    )
    document = section_of(key).read(entry.document, entry.schema)
    changes = {name: document.values.get(name) for name in document.fields}
    renames = renames_back_to(entry)
    save = Save(key=key, changes=lambda stored: without_ticks(key, changes, stored), version=version, renames=renames)
    section = save_documents(SaveContext(revision=revision, by=by, now=now), [save])[key]
    objects = {"listing": str(revision.listing_id), "revision": str(revision.pk), "section": key}
    record_event("section.restore", by=by, objects={**objects, "version": restored}, now=now)
    return section
