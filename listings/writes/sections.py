"""Parts of writes that store section documents, merged with concurrent saves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from audit.models import Event
from audit.writes import record_event
from common.actions import in_transaction
from common.actor import Actor
from files.errors import FileUnknown
from files.queries import used_digests
from files.writes import use_blobs
from listings.content.bundles import document_of
from listings.content.filled_fields import notes_for
from listings.content.references import file_references
from listings.lifecycle.revisions import apply_to_locked_revision, assert_permitted
from listings.models import AppliedFix, Revision, Section
from listings.writes.attestations import (
    ATTESTING_SECTIONS,
    assert_boxes_can_be_true,
    changed_content,
    ticks_to_remove,
)
from listings.writes.follow_ups import apply_follow_ups
from listings.writes.history import add_history_entry
from listings.writes.merged_saves import Save, merged_values
from listings.writes.section_rows import sections_of, set_document
from tilekit.core.section import Values
from tilekit.sections import section_of
from tilekit.sections.derived import SOURCE_SECTIONS
from tilekit.sections.prefilled import PREFILL_SECTIONS

AUDITED_EVERY = timedelta(minutes=10)
EDITED = "section.edit"
_SAVED = (
    "document",
    "schema",
    "version",
    "changed",
    "unticked",
    "filled",
    "updated_by",
    "updated_at",
    "audited_by",
    "audited_at",
)
NO_RENAMES: Mapping[str, Mapping[str, str]] = {}


class SaveContext(Struct, frozen=True, kw_only=True):
    """The values that all saves in a write share. uploaded_digests are the digests of files uploaded with it.

    applied_fix is the applied fix that caused the write, and suggested_by the person who suggested it, for the history.
    """

    revision: Revision
    by: Actor
    now: datetime
    uploaded_digests: Collection[str] = ()
    applied_fix: AppliedFix | None = None
    suggested_by: UUID | None = None


@in_transaction
def save_documents(context: SaveContext, saves: Sequence[Save]) -> dict[str, Section]:
    """Store the changes and their follow-ups. Returns {key: section} of the sections involved.

    The caller has locked the revision. Nothing is written if nothing changes, or if an error is raised: NotAllowed,
    NotPossible (frozen), ValuesRefused, SectionChanged, Stale (for a version that does not exist yet), SectionUnknown,
    FieldUnknown, FileUnknown.
    """
    assert_permitted(context.revision, "edit", by=context.by)
    loaded = SOURCE_SECTIONS | PREFILL_SECTIONS | ATTESTING_SECTIONS
    sections = sections_of(context.revision, {save.key for save in saves} | loaded)
    merged = merged_values(saves, sections, by=context.by)
    assert_boxes_can_be_true(context.revision, merged, sections)
    changed = [key for key, values in merged.items() if set_document(sections[key], values)]
    changed += [key for key in apply_follow_ups(context.revision, sections) if key not in changed]
    renames = {save.key: save.renames for save in saves}
    store_changed(context, [sections[key] for key in changed], renames=renames, loaded=sections)
    return sections


@in_transaction
def replace_documents(
    context: SaveContext,
    documents: Mapping[str, Values],
    *,
    renames: Mapping[str, Mapping[str, str]] = NO_RENAMES,
    touched: Collection[str] = (),
) -> dict[str, Section]:
    """Replace whole documents, without deriving values. Returns {key: section} of the sections involved.

    Sections in touched get a new version even if their document is unchanged, because a file outside the documents
    has changed. renames is {section key: {old name: new name}}. Raises NotAllowed, NotPossible (frozen), FileUnknown.
    """
    assert_permitted(context.revision, "edit", by=context.by)
    sections = sections_of(context.revision)
    repaired = {key: section_of(key).repaired(values) for key, values in documents.items()}
    changed = {key for key, values in repaired.items() if set_document(sections[key], values)}
    for key in set(touched) - changed:
        sections[key].version += 1
    stored = [section for key, section in sections.items() if key in {*changed, *touched}]
    store_changed(context, stored, renames=renames, loaded=sections)
    return sections


@in_transaction
def store_changed(
    context: SaveContext,
    sections: Sequence[Section],
    *,
    renames: Mapping[str, Mapping[str, str]],
    loaded: Mapping[str, Section],
) -> None:
    """Save sections that were changed in memory, and write their history, uses of files and audit events.

    loaded has all sections with attestations, which are unticked if they are about the changes.
    """
    if not sections:
        return
    sections = [*sections, *_untick(sections, loaded)]
    _use_files(context, sections)
    for section in sections:
        _write(section, context, renames=renames.get(section.key, {}))
    renamed = {key: names for key, names in renames.items() if names}
    apply_to_locked_revision(context.revision, "edit", by=context.by, now=context.now, parameters={"renames": renamed})


def _untick(changed: Sequence[Section], loaded: Mapping[str, Section]) -> list[Section]:
    """Untick attestations about what the sections changed. Returns the other sections that this changes."""
    paths, keys = changed_content(changed), {section.key for section in changed}
    for section in loaded.values() if paths else ():
        if ticks := ticks_to_remove(section, paths):
            set_document(section, {**document_of(section).values, **dict.fromkeys(ticks, False)})
            section.unticked = {**section.unticked, **{name: sorted(paths) for name, paths in ticks.items()}}
    return [section for key, section in loaded.items() if key not in keys and section.former is not None]


def _use_files(context: SaveContext, sections: Sequence[Section]) -> None:
    """Record the files that the sections use.

    Raises FileUnknown if a file neither belongs to the listing nor was uploaded with the save: knowing a digest gives
    no access.
    """
    listing_id = context.revision.listing_id
    # Files that the documents referred to before belong to the listing already.
    new_digests = {digest for section in sections for digest in _files_of(section) - _former_files_of(section)}
    new = new_digests - used_digests(listing_id, new_digests) if new_digests else new_digests
    for sha256 in sorted(new - set(context.uploaded_digests)):
        raise FileUnknown(sha256=sha256)
    if new:
        use_blobs(listing_id, new, now=context.now)


def _files_of(section: Section) -> set[str]:
    return set(file_references(section.key, section.document))


def _former_files_of(section: Section) -> set[str]:
    return set(file_references(section.key, section.former or {}))


def _write(section: Section, context: SaveContext, *, renames: Mapping[str, str]) -> None:
    section.updated_by, section.updated_at = context.by.id, context.now
    section.unticked = {name: paths for name, paths in section.unticked.items() if not section.document.get(name)}
    section.filled = notes_for(section.key, section.document, sources={}, earlier=section.filled)
    _audit(section, context)
    section.save(update_fields=_SAVED)
    add_history_entry(
        section,
        renames=renames,
        by=context.by,
        now=context.now,
        applied_fix=context.applied_fix,
        suggested_by=context.suggested_by,
    )


def _audit(section: Section, context: SaveContext) -> None:
    """Record an audit event, unless the person has edited the section in the last ten minutes."""
    since = context.now - AUDITED_EVERY
    if section.audited_by == context.by.id and section.audited_at is not None and section.audited_at > since:
        return
    objects = {
        "listing": str(context.revision.listing_id),
        "revision": str(context.revision.pk),
        "section": section.key,
    }
    # The latest event may be somebody else's, with one of this person shortly before it.
    lately = Event.objects.filter(verb=EDITED, actor_id=context.by.id, at__gt=since, object_ids=objects)
    if not lately.exists():
        record_event(EDITED, by=context.by, objects=objects, now=context.now)
        section.audited_by, section.audited_at = context.by.id, context.now
