"""Actions that read an archive first and import it once the person has answered the remaining questions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db.models import QuerySet
from django.utils import timezone

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.lookups import first_or_not_found
from files.actions import put_blob
from files.queries import read_blob
from jobs.long_running import WorkAttempt, close_work, lock_work
from jobs.models import LongRunningState
from listings.imports.addresses import name_in
from listings.imports.archives import bytes_of, is_for_worker
from listings.imports.queries import visible_imports
from listings.imports.queued_imports import (
    ImportTarget,
    StoredFolder,
    assert_importable,
    locked_target,
    new_import_row,
    queue_import,
    touch_folder,
)
from listings.imports.readings import Reading, read_archive
from listings.models import Import
from tilekit.core.digest import exact_digest


def read_upload(archive: File[bytes], *, target: ImportTarget, by: Actor, now: datetime, part: str = "") -> Import:
    """Store an archive and read it: at once if it is small, otherwise by the worker.

    part is the folder of the listing that was chosen. Raises NotFound, NotAllowed, NotPossible, OrganisationSuspended,
    FileNotStored, ImportRefused.
    """
    assert_importable(target, by=by)
    is_small = not is_for_worker(archive)
    revision_id, clock = target.revision_id, timezone.now
    reading = read_archive(bytes_of(archive), part=part, revision_id=revision_id, clock=clock) if is_small else None
    blob = put_blob(archive, name=archive.name or "", now=now)
    folder = StoredFolder(sha256=blob.sha256, name=archive.name or "")
    return _store(folder, part=part, reading=reading, target=target, by=by, now=now)


@action
def read_address(address: str, *, target: ImportTarget, by: Actor, now: datetime) -> Import:
    """Queue the download of an address. If it is already being downloaded, return that import.

    Raises NotFound, NotAllowed, NotPossible, OrganisationSuspended.
    """
    assert_importable(target, by=by)
    organisation = locked_target(target, by=by)
    folder = StoredFolder(sha256=exact_digest({"address": address}), name=name_in(address))
    row = new_import_row(folder, target=target, organisation=organisation, by=by, now=now)
    row.awaits_answers, row.url = True, address
    return queue_import(row)


def read_part(row: Import, part: str, *, by: Actor, now: datetime) -> Import:
    """Read another folder of an archive that was uploaded before. Raises the errors of `read_upload`, FileUnknown."""
    archive = ContentFile(read_blob(row.sha256), name=row.file_name)
    return read_upload(archive, target=target_of(row), part=part, by=by, now=now)


def target_of(row: Import) -> ImportTarget:
    """The draft or the organisation that an import is for."""
    return ImportTarget(organisation_id=row.organisation_id, revision_id=row.target_id)


@action
def _store(
    folder: StoredFolder, *, part: str, reading: Reading | None, target: ImportTarget, by: Actor, now: datetime
) -> Import:
    organisation = locked_target(target, by=by)
    touch_folder(folder, now=now)
    row = new_import_row(folder, target=target, organisation=organisation, by=by, now=now)
    row.awaits_answers, row.part = True, part
    if reading is None:
        return queue_import(row)
    row.state, row.finished_at, row.reading = LongRunningState.DONE, now, reading.as_json()
    row.save(force_insert=True)
    _record("import.read", row, by=by, now=now)
    return row


@action
def finish_reading(attempt: WorkAttempt, *, reading: Reading, by: Actor, now: datetime, sha256: str = "") -> None:
    """Store what the worker has read. sha256 is the digest of a downloaded archive. Raises LeaseLost."""
    row = lock_work(Import, attempt)
    if row is None:
        return
    row.reading, row.sha256 = reading.as_json(), sha256 or row.sha256
    close_work(row, LongRunningState.DONE, attempt, now=now)
    _record("import.read", row, by=by, now=now)


def read_import(import_id: UUID, *, by: Actor) -> Import:
    """An import of the actor that has been read. Raises NotFound."""
    return first_or_not_found(_read_imports(import_id, by=by))


@in_transaction
def locked_reading(import_id: UUID, *, by: Actor) -> Import:
    """Lock an import of the actor that has been read. Raises NotFound."""
    return first_or_not_found(_read_imports(import_id, by=by).select_for_update(of=("self",)))


def _read_imports(import_id: UUID, *, by: Actor) -> QuerySet[Import]:
    return visible_imports(by).filter(pk=import_id, awaits_answers=True, reading__isnull=False)


@in_transaction
def _record(verb: str, row: Import, *, by: Actor, now: datetime) -> None:
    objects = {"organisation": row.organisation_id}
    record_event(verb, by=by, objects=objects, now=now)
