"""Actions on imports that the worker runs: they request, finish and refuse an import."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from msgspec import Struct, field

from accounts.models import Organisation
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.errors import NotAllowed, SlipwayError
from common.lookups import first_or_not_found
from common.sizes import file_size
from files.writes import touch_blobs
from jobs.long_running import WorkAttempt, close_work, lock_work, queue_work, refuse_work
from jobs.models import OPEN_STATES, LongRunningState
from listings.actions.drafts import assert_may_begin, organisation_for_new_listing
from listings.errors import ImportRefused
from listings.imports.folder_imports import create_with_contents, replace_contents
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted, assert_revision_unchanged
from listings.models import Import, Revision
from listings.visible import visible_revisions
from listings.writes.creation import Contents
from tilekit.core.basics import Basics
from tilekit.core.digest import exact_digest
from tilekit.core.messages import Message, render
from tilekit.core.paths import base_name
from tilekit.scaffold.archive import ARCHIVE_TOO_LARGE, MAX_ARCHIVE_BYTES
from tilekit.scaffold.largest import largest_part

NAME_LENGTH = 200


class ImportTarget(Struct, frozen=True, kw_only=True):
    """The draft or, without revision_id, the new listing of the organisation that an archive is imported into.

    If name is "", the new listing gets the name in the archive. seen is the version of the draft that the sender saw;
    None accepts any version.
    """

    organisation_id: UUID
    revision_id: UUID | None = None
    name: str = ""
    seen: int | None = None


class StoredFolder(Struct, frozen=True, kw_only=True):
    """A stored folder to import: an archive, or files from which an archive is built.

    sha256 is the digest of the archive or of the list of files. files is {path: sha256}, or {} for an archive; folder
    is the name of the folder with the files.
    """

    sha256: str
    name: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""

    @classmethod
    def of_files(cls, files: Mapping[str, str], *, folder: str) -> StoredFolder:
        """Create a folder from stored files."""
        return cls(sha256=exact_digest({"files": dict(files), "folder": folder}), files=files, folder=folder)


def request_stored_import(folder: StoredFolder, *, target: ImportTarget, by: Actor, now: datetime) -> Import:
    """Queue an import of stored files. If the same import is already open, return that one.

    The caller must verify that the actor may use the files. Raises NotFound, NotAllowed, NotPossible, Stale,
    OrganisationSuspended, FileUnknown if a file is no longer stored, and ImportRefused if they are too large in total.
    """
    assert_importable(target, by=by)
    return _request(folder, target=target, by=by, now=now)


def assert_importable(target: ImportTarget, *, by: Actor) -> None:
    """Raises NotFound, NotAllowed, NotPossible, Stale if the actor may not import into the target."""
    if by.id is None:
        raise NotAllowed
    if target.revision_id is None:
        assert_may_begin(target.organisation_id, by=by)
    else:
        revision = first_or_not_found(visible_revisions(by).filter(pk=target.revision_id))
        assert_permitted(revision, "edit", by=by)
        assert_revision_unchanged(revision, target.seen)


@action
def _request(folder: StoredFolder, *, target: ImportTarget, by: Actor, now: datetime) -> Import:
    organisation = locked_target(target, by=by)
    touch_folder(folder, now=now)
    return queue_import(new_import_row(folder, target=target, organisation=organisation, by=by, now=now))


@in_transaction
def locked_target(target: ImportTarget, *, by: Actor) -> Organisation:
    """Lock the draft or, for a new listing, its organisation. Returns the organisation."""
    if target.revision_id:
        return lock_revision(target.revision_id, by=by).listing.organisation
    return organisation_for_new_listing(target.organisation_id, by=by)


def new_import_row(
    folder: StoredFolder, *, target: ImportTarget, organisation: Organisation, by: Actor, now: datetime
) -> Import:
    """An unsaved import of the folder."""
    return Import(
        organisation=organisation,
        target_id=target.revision_id,
        name=target.name[:NAME_LENGTH],
        file_name=base_name(folder.name, default=""),
        sha256=folder.sha256,
        files=dict(folder.files),
        folder=folder.folder,
        seen=target.seen,
        key=import_key(target, folder.sha256, by=by),
        requested_by=str(by.id),
        created_at=now,
    )


@in_transaction
def touch_folder(folder: StoredFolder, *, now: datetime) -> None:
    """Postpone the deletion of the files by a day. Raises FileUnknown, and ImportRefused if they are too large."""
    sizes = touch_blobs(folder.files.values() or [folder.sha256], now=now)
    weights = {path: sizes[sha256] for path, sha256 in folder.files.items()}
    if sum(weights.values()) > MAX_ARCHIVE_BYTES:
        parameters = {"size": file_size(sum(weights.values())), "place": largest_part(weights)}
        raise ImportRefused(why=render(Message(ARCHIVE_TOO_LARGE, parameters), get_language() or "en"))


@in_transaction
def queue_import(new_import: Import) -> Import:
    """Store the import and queue its job; if an import with its key is open, return that one.

    The caller has locked the target.
    """
    # On a double click, the second request waits for the lock above and then finds the first one's import.
    open_import = Import.objects.filter(key=new_import.key, state__in=OPEN_STATES).first()
    if open_import:
        return open_import
    queue_work(new_import, organisation=new_import.organisation_id)
    return new_import


def import_key(target: ImportTarget, sha256: str, *, by: Actor) -> str:
    """The key of a request; equal requests by the same actor have the same key. One import per key can be open."""
    parts = "\n".join(map(str, (target.organisation_id, target.revision_id, target.name, sha256, target.seen, by.id)))
    return hashlib.sha256(parts.encode()).hexdigest()


@action
def finish_import(
    attempt: WorkAttempt, *, basics: Basics, contents: Contents, by: Actor, now: datetime
) -> Revision | None:
    """Write the imported content and close the import; None if it was already closed.

    Raises LeaseLost, Stale, and the errors of `import_package` and `import_into_revision`.
    """
    target_id = Import.objects.filter(pk=attempt.row_id).values_list("target", flat=True).first()
    # The draft is locked before the import, in the same order as in all other code that closes imports.
    target = lock_revision(target_id, by=by) if target_id else None
    row = lock_work(Import, attempt)
    if row is None:
        return None
    if target:
        assert_revision_unchanged(target, row.seen)
        row.revision = replace_contents(revision_id=target.pk, contents=contents, by=by, now=now, sha256=row.sha256)
    else:
        row.revision = create_with_contents(
            organisation_id=row.organisation_id, basics=basics, contents=contents, by=by, now=now
        )
    close_work(row, LongRunningState.DONE, attempt, now=now)
    return row.revision


@action
def refuse_import(attempt: WorkAttempt, *, error: SlipwayError, by: Actor, now: datetime) -> None:
    """Close the import as refused, and store the error. Raises LeaseLost."""
    row = refuse_work(Import, attempt, error=error, now=now)
    if row is not None:
        record_event("import.refuse", by=by, objects={"organisation": row.organisation_id}, now=now)


@in_transaction
def is_import_needed(row: Import) -> bool:
    """Whether a failed import can be retried: the archive has not been sent again since."""
    return not Import.objects.filter(key=row.key, created_at__gt=row.created_at).exists()
