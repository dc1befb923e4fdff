"""Imports by the worker: requested, started, finished or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import get_language
from msgspec import Struct, field

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, SlipwayError
from common.lookups import first_or_not_found
from common.sizes import file_size
from files.actions import put_blob
from files.writes import touch_blobs
from jobs.writes import assert_attempt, enqueue, finish_job
from listings.actions.drafts import assert_may_begin, organisation_for_new_listing
from listings.actions.imports import create_with_contents, replace_contents
from listings.errors import ImportRefused
from listings.models import OPEN_IMPORTS, Import, ImportState, Revision
from listings.queries.imports import IMPORT_JOB
from listings.queries.visible import visible_revisions
from listings.transitions import assert_permitted, assert_seen, lock_revision
from listings.writes.creation import Contents
from tilekit.core.basics import Basics
from tilekit.core.digest import exact_digest
from tilekit.core.messages import Message, render
from tilekit.scaffold.archive import MAX_BYTES, TOO_LARGE
from tilekit.scaffold.largest import largest_part

NAME_LENGTH = 200


class ImportAttempt(Struct, frozen=True, kw_only=True):
    """One attempt of the job behind an import; an attempt that lost its lease writes nothing."""

    import_id: UUID
    job_id: UUID
    number: int


class ImportTarget(Struct, frozen=True, kw_only=True):
    """Where to import an archive: a draft, or a new listing of the organisation (name "" uses its title).

    seen is the version of the draft that the sender saw, None for any.
    """

    organisation_id: UUID
    revision_id: UUID | None = None
    name: str = ""
    seen: int | None = None


class StoredFolder(Struct, frozen=True, kw_only=True):
    """A folder whose bytes are stored: an archive, or the files to build one from.

    sha256 is the digest of the archive or of the list of files. files is {path: sha256}, {} for an archive; folder is
    the name of their folder.
    """

    sha256: str
    name: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""

    @classmethod
    def of_files(cls, files: Mapping[str, str], *, folder: str) -> StoredFolder:
        """A folder made of stored files."""
        return cls(sha256=exact_digest({"files": dict(files), "folder": folder}), files=files, folder=folder)


def request_import(archive: File[bytes], *, target: ImportTarget, by: Actor, now: datetime) -> Import:
    """Queue the archive for the worker. The same request returns the open import if there is one.

    Raises NotFound, NotAllowed, NotPossible, Stale, OrganisationSuspended, FileNotStored.
    """
    assert_importable(target, by=by)
    blob = put_blob(archive, name=archive.name or "", now=now)
    return _request(StoredFolder(sha256=blob.sha256, name=archive.name or ""), target=target, by=by, now=now)


def request_stored_import(folder: StoredFolder, *, target: ImportTarget, by: Actor, now: datetime) -> Import:
    """Like `request_import`, for stored files. The caller must verify that the actor may use them.

    Raises FileUnknown for files that are no longer stored, ImportRefused for files that are too large together.
    """
    assert_importable(target, by=by)
    return _request(folder, target=target, by=by, now=now)


def assert_importable(target: ImportTarget, *, by: Actor) -> None:
    """Raises NotFound, NotAllowed, NotPossible, Stale if the actor may not import there."""
    if by.id is None:
        raise NotAllowed
    if target.revision_id is None:
        assert_may_begin(target.organisation_id, by=by)
    else:
        revision = first_or_not_found(visible_revisions(by).filter(pk=target.revision_id))
        assert_permitted(revision, "edit", by=by)
        assert_seen(revision, target.seen)


@action
def _request(folder: StoredFolder, *, target: ImportTarget, by: Actor, now: datetime) -> Import:
    if target.revision_id:
        organisation = lock_revision(target.revision_id, by=by).listing.organisation
    else:
        organisation = organisation_for_new_listing(target.organisation_id, by=by)
    touch_folder(folder, now=now)
    new_import = Import(
        organisation=organisation,
        target_id=target.revision_id,
        name=target.name[:NAME_LENGTH],
        file_name=folder.name[:NAME_LENGTH],
        sha256=folder.sha256,
        files=dict(folder.files),
        folder=folder.folder,
        seen=target.seen,
        key=key_of(target, folder.sha256, by=by),
        requested_by=str(by.id),
        created_at=now,
    )
    return queue_import(new_import, now=now)


@in_transaction
def touch_folder(folder: StoredFolder, *, now: datetime) -> None:
    """Keep the files for another day. Raises FileUnknown, ImportRefused for files that are too large together."""
    sizes = touch_blobs(folder.files.values() or [folder.sha256], now=now)
    weights = {path: sizes[sha256] for path, sha256 in folder.files.items()}
    if sum(weights.values()) > MAX_BYTES:
        parameters = {"size": file_size(sum(weights.values())), "place": largest_part(weights)}
        raise ImportRefused(why=render(Message(TOO_LARGE, parameters), get_language() or "en"))


@in_transaction
def queue_import(new_import: Import, *, now: datetime) -> Import:
    """Store the import with its job, or return the open one with its key. The target must be locked."""
    # On a double click, the second request waits for the lock above and then finds the first one's import.
    known = Import.objects.filter(key=new_import.key, state__in=OPEN_IMPORTS).first()
    if known:
        return known
    new_import.save(force_insert=True)
    enqueue(IMPORT_JOB, payload={"import": str(new_import.pk)}, key=str(new_import.pk), now=now)
    return new_import


def key_of(target: ImportTarget, sha256: str, *, by: Actor) -> str:
    """A key that is equal for equal requests of one actor. At most one import per key is open."""
    parts = "\n".join(map(str, (target.organisation_id, target.revision_id, target.name, sha256, target.seen, by.id)))
    return hashlib.sha256(parts.encode()).hexdigest()


@action
def begin_import(attempt: ImportAttempt) -> Import | None:
    """Mark the import as running; None if it is closed. Raises LeaseLost."""
    row = _locked(attempt)
    if row is None or not row.is_open:
        return None
    row.state, row.progress = ImportState.RUNNING, {}
    row.save(update_fields=["state", "progress"])
    return row


@action
def note_import_progress(attempt: ImportAttempt, *, done: int, total: int) -> None:
    """Store how many subjects are checked. Raises LeaseLost."""
    row = _locked(attempt)
    if row is not None:
        row.progress = {"done": done, "total": total}
        row.save(update_fields=["progress"])


@action
def finish_import(
    attempt: ImportAttempt, *, basics: Basics, contents: Contents, by: Actor, now: datetime
) -> Revision | None:
    """Write the content and close the import, all or nothing; None if it is closed.

    Raises LeaseLost, Stale, and the errors of `import_package` and `import_into_revision`.
    """
    target_id = Import.objects.filter(pk=attempt.import_id).values_list("target", flat=True).first()
    # Locked before the import, in the same order as wherever an import is closed.
    target = lock_revision(target_id, by=by) if target_id else None
    row = _locked(attempt)
    if row is None or not row.is_open:
        return None
    if target:
        assert_seen(target, row.seen)
        made = replace_contents(revision_id=target.pk, contents=contents, by=by, now=now, sha256=row.sha256)
    else:
        made = create_with_contents(
            organisation_id=row.organisation_id, basics=basics, contents=contents, by=by, now=now
        )
    row.state, row.revision, row.finished_at = ImportState.DONE, made, now
    row.save(update_fields=["state", "revision", "finished_at"])
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
    return made


@action
def refuse_import(attempt: ImportAttempt, *, error: SlipwayError, by: Actor, now: datetime) -> None:
    """Close the import as refused, with the error. Raises LeaseLost."""
    row = _locked(attempt)
    if row is None or not row.is_open:
        return
    row.state, row.refusal, row.refusal_code = ImportState.REFUSED, str(error), error.code
    row.finished_at = now
    row.save(update_fields=["state", "refusal", "refusal_code", "finished_at"])
    record_event("import.refuse", by=by, objects={"organisation": row.organisation_id}, now=now)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)


def _locked(attempt: ImportAttempt) -> Import | None:
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    return Import.objects.select_for_update(of=("self",)).filter(pk=attempt.import_id).first()
