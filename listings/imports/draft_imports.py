"""Imports into a draft: what would change, and the change itself, which can be undone as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotFound
from common.lookups import first_or_not_found
from files.actions import put_blobs
from files.queries import stored_files
from files.upload import FileUpload
from listings.content.bundles import values_by_section
from listings.content.filled_fields import Sources
from listings.content.packages import refused_imports
from listings.content.references import value_at_path
from listings.editing.draft_content import DraftContent, changed_keys, draft_content
from listings.editing.draft_fixes import with_files, with_follow_ups
from listings.imports.file_choices import Choices, default_choices, new_file, with_added_metrics
from listings.imports.queries import visible_imports
from listings.imports.read_imports import locked_reading
from listings.imports.readings import ReadFile, Reading
from listings.imports.replaced_documents import replaced_documents
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted, assert_revision_unchanged
from listings.models import AppliedFix, Revision
from listings.queries.applied_fixes import applied_fix_of
from listings.writes.applied_fixes import FixSummary, apply_fix_to_draft
from listings.writes.filled_fields import note_sources
from listings.writes.sections import SaveContext
from tilekit.bundle import Files
from tilekit.core.basics import listing_kind
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.messages import N_, Message
from tilekit.core.paths import base_name
from tilekit.core.section import Values
from tilekit.recognition.filling import PlacedFile, captions_from_names, filled_from, with_applied, with_file
from tilekit.scaffold.archive import refuse_heavy
from tilekit.sections import section_of
from tilekit.sections.prefilled import PREFILL_NOTES, with_prefills
from tilekit.sections.scope_reasons import reasons_without_earlier, with_scope_reasons

_TITLE = N_("Imported {name}")


def imported_draft(revision: Revision, before: DraftContent, reading: Reading, *, choices: Choices) -> DraftContent:
    """The draft as it would be after the import. A whole listing replaces it, single files change their fields."""
    replaced = _replaced(revision, before, reading) if reading.has_manifest else None
    return _with_scope_reasons(before, replaced or _with_single_files(before, reading, choices=choices))


def _with_single_files(before: DraftContent, reading: Reading, *, choices: Choices) -> DraftContent:
    left_out = {sent for sent, choice in choices.items() if choice.is_left_out}
    fields = {file.path: file for file in reading.files if not file.place and file.path and file.sent not in left_out}
    draft = _with_field_files(before, fields)
    documents = values_by_section(draft.documents)
    loose = [file for file in reading.loose if file.sent not in left_out]
    stored = stored_files(file.sha256 for file in loose)
    written = {**draft.written, **{sha256: file.read() for sha256, file in stored.items()}}
    chosen = {**default_choices(documents, loose), **choices}
    for file in loose:
        choice = chosen[file.sent]
        new = new_file(file, choice)
        if choice.adds_metrics and (together := with_added_metrics(draft, file, written[file.sha256])):
            new = replace(new, file=FileRef.of(new.file.name, together))
            written[new.file.sha256] = together
        documents = with_file(documents, new)
    documents = with_applied(documents, _says_without(reading, left_out), before.basics)
    documents = _with_prefills(before, documents)
    typed = {key: section_of(key)(values) for key, values in documents.items()}
    return replace(
        draft,
        documents=with_follow_ups(before, typed),
        stored={**draft.stored, **stored},
        written=written,
    )


def _says_without(reading: Reading, left_out: Collection[str]) -> dict[str, Json]:
    """What the files say that are not left out."""
    used = {base_name(file.sent) for file in reading.files if file.sent not in left_out}
    return {path: value for path, value in reading.says.items() if used.intersection(reading.sources.get(path, used))}


def _with_prefills(before: DraftContent, documents: Mapping[str, Values]) -> dict[str, Values]:
    typed = {key: section_of(key)(values) for key, values in documents.items()}
    kind = listing_kind(before.basics, typed)
    return with_prefills(values_by_section(before.documents), documents, kind)[0]


def _with_scope_reasons(before: DraftContent, draft: DraftContent) -> DraftContent:
    """The draft with reasons for scopes that the import adds or explains. Those that the person left empty stay so."""
    old, new = values_by_section(before.documents), values_by_section(draft.documents)
    left_empty = with_scope_reasons(old, listing_kind(before.basics, before.documents))[1]
    documents, filled = with_scope_reasons(new, listing_kind(before.basics, draft.documents), besides=left_empty)
    return replace(draft, documents={key: section_of(key)(documents[key]) for key in documents}) if filled else draft


def import_sources(before: DraftContent, after: DraftContent, reading: Reading) -> Sources:
    """{path: names of files} of the values that an import filled in. A whole listing says only what its files say."""
    old, new = values_by_section(before.documents), values_by_section(after.documents)
    reasons = reasons_without_earlier(old, new)
    if reading.has_manifest:
        return reasons
    prefilled = {path: () for path in PREFILL_NOTES if value_at_path(path, old) != value_at_path(path, new)}
    return {**reasons, **prefilled, **filled_from(old, new, reading.sources), **captions_from_names(old, new)}


def _with_field_files(before: DraftContent, files: Mapping[str, ReadFile]) -> DraftContent:
    """The draft after a README, a changelog and other files with fixed paths were replaced in its folder."""
    if not files:
        return before
    stored = stored_files(file.sha256 for file in files.values())
    bundle = before.bundle()
    new = {path: stored[file.sha256].read() for path, file in files.items()}
    return with_files(before, bundle, Files.of({**bundle.files, **new}))


def _replaced(revision: Revision, before: DraftContent, reading: Reading) -> DraftContent:
    contents = reading.contents
    documents = replaced_documents(revision.listing, values_by_section(before.documents), contents.documents)
    for file in reading.loose:
        documents = with_file(documents, PlacedFile(place=file.place, file=file.reference))
    stored = stored_files(contents.digests() | {file.sha256 for file in reading.files})
    return replace(
        before,
        documents={key: section_of(key)(section_of(key).repaired(values)) for key, values in documents.items()},
        base=contents.base,
        carried=contents.carried,
        folder=contents.folder,
        stored={**before.stored, **stored},
        written=Files({sha256: file.read for sha256, file in stored.items()}),
    )


@action
def import_into_draft(
    *, import_id: UUID, choices: Choices, seen: int | None, by: Actor, now: datetime
) -> AppliedFix | None:
    """Import what has been read into its draft, as one change with one undo. A second call returns the first change.

    seen is the version of the draft that the actor saw. Returns None if nothing changes. Raises NotFound, NotAllowed,
    NotPossible, Stale, FileUnknown (after a day).
    """
    asked = first_or_not_found(visible_imports(by).filter(pk=import_id))
    if asked.target is None:
        raise NotFound
    revision = lock_revision(asked.target.pk, by=by)
    row = locked_reading(import_id, by=by)
    if row.applied_fix:
        return applied_fix_of(revision, row.applied_fix)
    assert_permitted(revision, "edit", by=by)
    assert_revision_unchanged(revision, seen)
    before = draft_content(revision)
    reading = Reading.from_json(row.reading)
    after = imported_draft(revision, before, reading, choices=choices)
    if not is_changed(before, after):
        return None
    if not reading.has_manifest:  # a whole listing was checked when it was read
        _assert_content_fits(after)
    new = {sha256: data for sha256, data in after.written.items() if sha256 not in after.stored}
    put_blobs([FileUpload.of(data, name=sha256) for sha256, data in new.items()], now=now)
    summary = FixSummary(code="", title=Message(_TITLE, {"name": row.file_name}).as_json(), fingerprints=())
    done = apply_fix_to_draft(SaveContext(revision=revision, by=by, now=now), (before, after), summary)
    note_sources(revision, import_sources(before, after, reading))
    row.revision, row.applied_fix = revision, done.pk
    row.save(update_fields=["revision", "applied_fix"])
    objects = {"listing": revision.listing_id, "revision": revision.pk}
    record_event("revision.import", by=by, objects=objects, now=now)
    return done


def _assert_content_fits(draft: DraftContent) -> None:
    """Raises ImportRefused if the text files together would be too large for the checks."""
    files = draft.bundle().files
    with refused_imports():
        refuse_heavy({path: files.size(path) for path in files}, files.__getitem__)


def is_changed(before: DraftContent, after: DraftContent) -> bool:
    """Whether the import changes anything."""
    files = (before.base, before.carried, before.folder) != (after.base, after.carried, after.folder)
    return files or any(changed_keys(before, after))
