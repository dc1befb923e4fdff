"""An archive that the worker reads: asked for, seen to move, done or refused."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from msgspec import Struct

from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed
from common.lookups import one_of
from files.actions import put_blob
from jobs.moves import assert_attempt, enqueue, finish_job
from listings.actions.drafts import organisation_for_new_listing
from listings.actions.imports import begin_with, fill_with
from listings.models import OPEN_IMPORTS, Import, ImportState, Revision
from listings.moves.births import Contents
from listings.queries.imports import IMPORT_JOB
from listings.queries.visible import visible_revisions
from listings.transitions import assert_permitted, lock_revision
from tilekit.core.basics import Basics

NAME_LENGTH = 200


class ImportAttempt(Struct, frozen=True, kw_only=True):
    """One attempt of the job behind an import; an attempt that lost its lease writes nothing."""

    import_id: UUID
    job_id: UUID
    number: int


class Target(Struct, frozen=True, kw_only=True):
    """Where an archive goes: a new listing of the organisation, under a name or that of its title, or a draft."""

    organisation_id: UUID
    revision_id: UUID | None = None
    name: str = ""


def request_import(archive: File[bytes], *, target: Target, by: Actor, now: datetime) -> Import:
    """Let the worker read the archive. The same one asked for again while it is open is not begun again.

    Raises NotFound, NotAllowed, NotPossible, OrganisationSuspended, FileNotStored.
    """
    if by.id is None:
        raise NotAllowed
    if target.revision_id:
        assert_permitted(one_of(visible_revisions(by).filter(pk=target.revision_id)), "edit", by=by)
    blob = put_blob(archive, name=archive.name or "", now=now)
    wanted = Import(
        target_id=target.revision_id,
        name=target.name[:NAME_LENGTH],
        file_name=(archive.name or "")[:NAME_LENGTH],
        sha256=blob.sha256,
        key=key_of(target, blob.sha256),
        requested_by=by.id,
        created_at=now,
    )
    return _request(wanted, target=target, by=by, now=now)


@action
def _request(wanted: Import, *, target: Target, by: Actor, now: datetime) -> Import:
    if target.revision_id:
        organisation = lock_revision(target.revision_id, by=by).listing.organisation
    else:
        organisation = organisation_for_new_listing(target.organisation_id, by=by)
    wanted.organisation = organisation
    return queue_import(wanted, now=now)


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


def key_of(target: Target, sha256: str) -> str:
    """Equal for equal requests; of one key one import is open at a time."""
    parts = "\n".join(map(str, (target.organisation_id, target.revision_id, target.name, sha256)))
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

    Raises LeaseLost, and as `import_package` and `import_into_revision`.
    """
    target_id = Import.objects.filter(pk=attempt.import_id).values_list("target", flat=True).first()
    if target_id:
        lock_revision(target_id, by=by)  # before the import, as everyone who closes it does
    row = _locked(attempt)
    if row is None or not row.is_open:
        return None
    if row.target_id:
        made = fill_with(revision_id=row.target_id, contents=contents, by=by, now=now, sha256=row.sha256)
    else:
        made = begin_with(organisation_id=row.organisation_id, basics=basics, contents=contents, by=by, now=now)
    row.state, row.revision, row.finished_at = ImportState.DONE, made, now
    row.save(update_fields=["state", "revision", "finished_at"])
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
    return made


@action
def refuse_import(attempt: ImportAttempt, *, why: str, by: Actor, now: datetime) -> None:
    """Close the import with the reason against it. Raises LeaseLost."""
    row = _locked(attempt)
    if row is None or not row.is_open:
        return
    row.state, row.refusal, row.finished_at = ImportState.REFUSED, why, now
    row.save(update_fields=["state", "refusal", "finished_at"])
    record("import.refuse", by=by, objects={"organisation": row.organisation_id}, now=now)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)


def _locked(attempt: ImportAttempt) -> Import | None:
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    return Import.objects.select_for_update(of=("self",)).filter(pk=attempt.import_id).first()
