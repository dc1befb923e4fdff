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
from listings.content.bundles import basics_of
from listings.content.defaults import METHOD_FIELDS, defaults_of, with_defaults_of
from listings.content.filled_fields import filled_from_fields, notes_for
from listings.content.references import file_references
from listings.lifecycle.revisions import apply_to_locked_revision, assert_permitted
from listings.models import AppliedFix, Revision, Section
from listings.writes.attestations import (
    ATTESTING_SECTIONS,
    assert_boxes_can_be_true,
    changed_content,
    ticks_to_remove,
)
from listings.writes.creation import next_source_type_id
from listings.writes.history import add_history_entry
from listings.writes.merged_saves import Save, merged_values, upgraded
from tilekit.core.basics import listing_kind
from tilekit.core.digest import digest_of
from tilekit.core.field import Json
from tilekit.core.kind import ListingKind, exchanges_data
from tilekit.core.section import Values
from tilekit.sections import SECTIONS, section_of
from tilekit.sections.derived import SOURCE_SECTIONS, derived_changes
from tilekit.sections.prefilled import PREFILL_SECTIONS, prefilled_values

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
SECTION_KEYS = frozenset(section.key for section in SECTIONS)
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
    changed = [key for key, values in merged.items() if _set_document(sections[key], values)]
    changed += [key for key in _apply_follow_ups(context.revision, sections) if key not in changed]
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
    changed = {key for key, values in repaired.items() if _set_document(sections[key], values)}
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
            _set_document(section, {**upgraded(section), **dict.fromkeys(ticks, False)})
            section.unticked = {**section.unticked, **{name: sorted(paths) for name, paths in ticks.items()}}
    return [section for key, section in loaded.items() if key not in keys and section.former is not None]


def sections_of(revision: Revision, keys: Collection[str] = SECTION_KEYS) -> dict[str, Section]:
    """{key: section} of the revision, without the sections that the API stores for each plan.

    They are not locked, because sections are only written while their revision is locked.
    """
    rows = Section.objects.filter(revision=revision, key__in=keys, scope="")
    sections = {section.key: section for section in rows}
    for section in sections.values():
        section.revision = revision
    return sections


def _set_document(section: Section, values: Values) -> bool:
    """Set the values on the row in memory. Returns False if nothing changes."""
    if section.document == values:
        return False
    declared = section_of(section.key)
    names = [name for name in {**section.document, **values} if section.document.get(name) != values.get(name)]
    if section.former is None:
        section.former = upgraded(section)
    section.version += 1
    section.changed = {**section.changed, **dict.fromkeys(names, section.version)}
    section.document, section.schema = values, declared.schema_number
    return True


def _apply_follow_ups(revision: Revision, sections: Mapping[str, Section]) -> list[str]:
    """Set the values that are derived from other fields. Returns the keys of the sections that changed."""
    documents = {key: section_of(key)(upgraded(section)) for key, section in sections.items()}
    kind = listing_kind(basics_of(revision.listing), documents)
    assign_source_type_id(revision, kind)
    changes = {**derived_changes(documents, kind)}
    # Of an update, only what people change is different from what is live.
    for path, value in _prefilled(sections, changes, kind) if revision.number == 1 else ():
        key, _dot, name = path.partition(".")
        changes[key] = {**changes.get(key, {}), name: value}
        notes = {other: note for other, note in sections[key].filled.items() if other != path}
        sections[key].filled = {**notes, path: {"files": [], "digest": digest_of(value)}} if value else notes
    if _is_method_chosen(sections.get("configuration")):
        stored = {key: document.values for key, document in documents.items()}
        filled = with_defaults_of(stored, defaults_of(revision.listing.organisation_id, only=METHOD_FIELDS))
        changes["configuration"] = {**filled["configuration"], **changes.get("configuration", {})}
    return [key for key, fields in changes.items() if _set_document(sections[key], {**documents[key].values, **fields})]


def _prefilled(
    sections: Mapping[str, Section], derived: Mapping[str, Values], kind: ListingKind
) -> list[tuple[str, Json]]:
    """(path, value) of the fields to fill in from others after the save in progress, which also sets derived values."""
    saved = {key: upgraded(sections[key]) for key in PREFILL_SECTIONS}
    before = {key: values if (former := sections[key].former) is None else former for key, values in saved.items()}
    after = {key: {**values, **derived.get(key, {})} for key, values in saved.items()}
    # What files say does not follow other fields.
    unchanged = [
        path for key, values in saved.items() for path in filled_from_fields(key, values, sections[key].filled)
    ]
    return list(prefilled_values(before, after, kind, unchanged=unchanged))


def _is_method_chosen(section: Section | None) -> bool:
    """Whether the save in progress changes the configuration method."""
    former = section.former if section else None
    return section is not None and former is not None and former.get("code_type") != section.document.get("code_type")


def assign_source_type_id(revision: Revision, kind: ListingKind) -> None:
    """Assign a source type ID to a listing that was imported without code and now exchanges data."""
    listing = revision.listing
    if listing.source_type_id is None and kind.code_type and exchanges_data(kind):
        listing.source_type_id = next_source_type_id()
        listing.save(update_fields=["source_type_id"])


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
