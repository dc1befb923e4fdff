"""Actions that begin, complete and delete uploads, and record archives and files of entities."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from accounts.models import Organisation
from api.uploads.models import ReceivedFile, Upload
from api.uploads.queries import assert_quota, has_bytes
from api.uploads.writes import locked_upload, remove_parts
from audit.writes import record_event
from common.actions import action
from common.actor import Actor, Role
from common.errors import NotAllowed
from files.models import Blob
from files.writes import touch_blobs
from listings.lifecycle.revision_locks import lock_listing
from tilekit.core.paths import base_name

UPLOAD_LIFETIME = timedelta(hours=24)


class AnnouncedFile(Struct, frozen=True, kw_only=True):
    """A file that a client announces before it sends it. sha256 is in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


@action
def record_received_file(
    *, listing_id: UUID, entity_id: UUID, blob: Blob, name: str, by: Actor, now: datetime
) -> ReceivedFile:
    """Record the stored bytes as the file of the entity, replacing an earlier one. Raises NotFound."""
    lock_listing(listing_id, by=by)
    values = {"listing_id": listing_id, "sha256": blob.sha256, "size": blob.size, "name": name, "received_at": now}
    row, _is_new = ReceivedFile.objects.update_or_create(entity_id=entity_id, defaults=values)
    objects = {"listing": listing_id, "entity": entity_id}
    record_event("api.upload", by=by, objects=objects, digests={"file": blob.sha256}, now=now)
    return row


@action
def begin_upload(*, organisation_id: UUID, file: AnnouncedFile, by: Actor, now: datetime) -> Upload:
    """Begin an upload. It is already complete if the portal has the file.

    Raises NotAllowed, UploadsTooLarge, TooManyUploads.
    """
    is_here = has_bytes(by, file.sha256, size=file.size, now=now)
    if is_here:
        touch_blobs([file.sha256], now=now)
    return _new_upload(organisation_id, file, is_complete=is_here, by=by, now=now)


@action
def record_archive(*, organisation_id: UUID, blob: Blob, name: str, by: Actor, now: datetime) -> Upload:
    """Record an archive that was sent in a single request as a complete upload, so that it counts against the limit.

    Raises NotAllowed, UploadsTooLarge, TooManyUploads.
    """
    file = AnnouncedFile(name=name, size=blob.size, sha256=blob.sha256)
    return _new_upload(organisation_id, file, is_complete=True, by=by, now=now)


def _new_upload(organisation_id: UUID, file: AnnouncedFile, *, is_complete: bool, by: Actor, now: datetime) -> Upload:
    if by.id is None or not by.holds(Role.EDITOR, organisation_id):
        raise NotAllowed
    Organisation.objects.select_for_update().get(
        pk=organisation_id
    )  # so that two requests can't both use the remaining space
    assert_quota(organisation_id, size=file.size, sha256=file.sha256, now=now)
    upload = Upload.objects.create(
        organisation_id=organisation_id,
        requested_by=by.id,
        name=base_name(file.name),
        size=file.size,
        sha256=file.sha256,
        created_at=now,
        expires_at=now + UPLOAD_LIFETIME,
        completed_at=now if is_complete else None,
    )
    record_event("upload.begin", by=by, objects=_objects(upload), digests={"file": file.sha256}, now=now)
    return upload


@action
def record_completed(upload_id: UUID, *, by: Actor, now: datetime) -> Upload:
    """Mark an upload as complete, once its bytes are stored as a blob. Raises NotFound, NotAllowed."""
    upload = locked_upload(upload_id, by=by, now=now)
    if upload.completed_at is None:
        upload.completed_at, upload.expires_at = now, now + UPLOAD_LIFETIME
        upload.save(update_fields=["completed_at", "expires_at"])
        record_event("upload.complete", by=by, objects=_objects(upload), digests={"file": upload.sha256}, now=now)
        remove_parts(upload)
    return upload


@action
def delete_upload(upload_id: UUID, *, by: Actor, now: datetime) -> None:
    """Delete an upload. Drafts that use its bytes keep them. Raises NotFound, NotAllowed.

    A complete upload counts against the limit until it expires, because its bytes are stored until then.
    """
    upload = locked_upload(upload_id, by=by, now=now)
    record_event("upload.delete", by=by, objects=_objects(upload), now=now)
    remove_parts(upload)
    if upload.completed_at is None:
        upload.delete()
    else:
        upload.deleted_at = now
        upload.save(update_fields=["deleted_at"])


def _objects(upload: Upload) -> dict[str, UUID]:
    return {"organisation": upload.organisation_id, "upload": upload.pk}
