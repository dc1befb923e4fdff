"""An archive that the worker reads: asked for, seen to move, done or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import get_language
from msgspec import Struct, field

from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, SlipwayError
from common.lookups import one_of
from common.sizes import file_size
from files.actions import put_blob
from files.moves import touch_blobs
from jobs.moves import assert_attempt, enqueue, finish_job
from listings.actions.drafts import assert_may_begin, organisation_for_new_listing
from listings.actions.imports import begin_with, fill_with
from listings.errors import ImportRefused
from listings.models import OPEN_IMPORTS, Import, ImportState, Revision
from listings.moves.births import Contents
from listings.queries.imports import IMPORT_JOB
from listings.queries.visible import visible_revisions
from listings.transitions import assert_permitted, assert_seen, lock_revision
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


class Target(Struct, frozen=True, kw_only=True):
    """Where an archive goes: a new listing of the organisation, under a name or that of its title, or a draft.

    seen is the version of the draft that the sender had read, None for any.
    """

    organisation_id: UUID
    revision_id: UUID | None = None
    name: str = ""
    seen: int | None = None


class StoredFolder(Struct, frozen=True, kw_only=True):
    """A folder whose bytes are stored: an archive, or files that make one.

    sha256 is the digest of the archive, or names the files. files is {path: sha256}, {} for an archive; folder is the
    name of the folder that they are in.
    """

    sha256: str
    name: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""

    @classmethod
    def of_files(cls, files: Mapping[str, str], *, folder: str) -> StoredFolder:
        """The folder that stored files make."""
        return cls(sha256=exact_digest({"files": dict(files), "folder": folder}), files=files, folder=folder)


def request_import(archive: File[bytes], *, target: Target, by: Actor, now: datetime) -> Import:
    """Let the worker read the archive. The same one asked for again while it is open is not begun again.

    Raises NotFound, NotAllowed, NotPossible, Stale, OrganisationSuspended, FileNotStored.
    """
    assert_importable(target, by=by)
    blob = put_blob(archive, name=archive.name or "", now=now)
    return _request(StoredFolder(sha256=blob.sha256, name=archive.name or ""), target=target, by=by, now=now)


def request_stored_import(folder: StoredFolder, *, target: Target, by: Actor, now: datetime) -> Import:
    """As `request_import`, for what is stored. The caller makes sure that the actor may use these files.

    Raises FileUnknown for files that are no longer stored, ImportRefused for files that are too large together.
    """
    assert_importable(target, by=by)
    return _request(folder, target=target, by=by, now=now)


def assert_importable(target: Target, *, by: Actor) -> None:
    """Raises NotFound, NotAllowed, NotPossible, Stale if the actor may not do that with an import."""
    if by.id is None:
        raise NotAllowed
    if target.revision_id is None:
        assert_may_begin(target.organisation_id, by=by)
    else:
        revision = one_of(visible_revisions(by).filter(pk=target.revision_id))
        assert_permitted(revision, "edit", by=by)
        assert_seen(revision, target.seen)


@action
def _request(folder: StoredFolder, *, target: Target, by: Actor, now: datetime) -> Import:
    if target.revision_id:
        organisation = lock_revision(target.revision_id, by=by).listing.organisation
    else:
        organisation = organisation_for_new_listing(target.organisation_id, by=by)
    touch_folder(folder, now=now)
    wanted = Import(
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
    return queue_import(wanted, now=now)


@in_transaction
def touch_folder(folder: StoredFolder, *, now: datetime) -> None:
    """Keep the files for another day. Raises FileUnknown, ImportRefused for files that are too large together."""
    sizes = touch_blobs(folder.files.values() or [folder.sha256], now=now)
    weights = {path: sizes[sha256] for path, sha256 in folder.files.items()}
    if sum(weights.values()) > MAX_BYTES:
        said = {"size": file_size(sum(weights.values())), "place": largest_part(weights)}
        raise ImportRefused(why=render(Message(TOO_LARGE, said), get_language() or "en"))


@in_transaction
def queue_import(wanted: Import, *, now: datetime) -> Import:
    """Store the import with its job, or find the open one with its key; the caller has locked what it is for."""
    # Of a double click the second one waits for the lock above, and then finds what the first one made.
    known = Import.objects.filter(key=wanted.key, state__in=OPEN_IMPORTS).first()
    if known:
        return known
    wanted.save(force_insert=True)
    enqueue(IMPORT_JOB, payload={"import": str(wanted.pk)}, key=str(wanted.pk), now=now)
    return wanted


def key_of(target: Target, sha256: str, *, by: Actor) -> str:
    """Equal for equal requests of one actor; of one key one import is open at a time."""
    parts = "\n".join(map(str, (target.organisation_id, target.revision_id, target.name, sha256, target.seen, by.id)))
    return hashlib.sha256(parts.encode()).hexdigest()


@action
def begin_import(attempt: ImportAttempt) -> Import | None:
    """Say that the import is at work; None where it is over. Raises LeaseLost."""
    row = _locked(attempt)
    if row is None or not row.is_open:
        return None
    row.state, row.progress = ImportState.RUNNING, {}
    row.save(update_fields=["state", "progress"])
    return row


@action
def note_import_progress(attempt: ImportAttempt, *, done: int, total: int) -> None:
    """So many subjects are checked. Raises LeaseLost."""
    row = _locked(attempt)
    if row is not None:
        row.progress = {"done": done, "total": total}
        row.save(update_fields=["progress"])


@action
def finish_import(
    attempt: ImportAttempt, *, basics: Basics, contents: Contents, by: Actor, now: datetime
) -> Revision | None:
    """Write what was read and close the import: all or nothing; None where it is over.

    Raises LeaseLost, Stale, and as `import_package` and `import_into_revision`.
    """
    target_id = Import.objects.filter(pk=attempt.import_id).values_list("target", flat=True).first()
    # Before the import, as everyone who closes it does.
    target = lock_revision(target_id, by=by) if target_id else None
    row = _locked(attempt)
    if row is None or not row.is_open:
        return None
    if target:
        assert_seen(target, row.seen)
        made = fill_with(revision_id=target.pk, contents=contents, by=by, now=now, sha256=row.sha256)
    else:
        made = begin_with(organisation_id=row.organisation_id, basics=basics, contents=contents, by=by, now=now)
    row.state, row.revision, row.finished_at = ImportState.DONE, made, now
    row.save(update_fields=["state", "revision", "finished_at"])
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
    return made


@action
def refuse_import(attempt: ImportAttempt, *, error: SlipwayError, by: Actor, now: datetime) -> None:
    """Close the import with the error against it. Raises LeaseLost."""
    row = _locked(attempt)
    if row is None or not row.is_open:
        return
    row.state, row.refusal, row.refusal_code = ImportState.REFUSED, str(error), error.code
    row.finished_at = now
    row.save(update_fields=["state", "refusal", "refusal_code", "finished_at"])
    record("import.refuse", by=by, objects={"organisation": row.organisation_id}, now=now)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)


def _locked(attempt: ImportAttempt) -> Import | None:
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    return Import.objects.select_for_update(of=("self",)).filter(pk=attempt.import_id).first()
