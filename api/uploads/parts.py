"""Uploads in parts: begun, filled, completed, deleted. Bytes go to the storage outside transactions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from msgspec import Struct

from api.uploads.errors import DigestWrong, PartLengthWrong, UploadComplete, UploadIncomplete, UploadsTooLarge
from api.uploads.models import Upload, UploadPart
from api.uploads.queries import blob_of, bytes_uploaded, expired_uploads, has_bytes, missing_parts, visible_uploads
from audit.moves import record
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.errors import NotAllowed, NotFound
from common.lookups import one_of
from common.sizes import file_size
from files import store
from files.actions import put_blob
from files.errors import FileNotReadable, FileNotStored
from files.moves import touch_blobs

LIFETIME = timedelta(hours=24)
MOST_BYTES_TOGETHER = 5_000_000_000
_PIECE_BYTES = 1 << 20
_BATCH = 100


class Announced(Struct, frozen=True, kw_only=True):
    """A file that a client is about to send; sha256 in lower-case hex."""

    name: str
    size: int
    sha256: str


@action
def begin_upload(*, organisation_id: UUID, file: Announced, by: Actor, now: datetime) -> Upload:
    """A new upload, complete at once if these bytes are here. Raises NotAllowed, UploadsTooLarge."""
    if by.id is None or not by.holds(Role.EDITOR, organisation_id):
        raise NotAllowed
    if bytes_uploaded(organisation_id, now=now) + file.size > MOST_BYTES_TOGETHER:
        raise UploadsTooLarge(limit=file_size(MOST_BYTES_TOGETHER))
    is_here = has_bytes(by, file.sha256, size=file.size, now=now)
    if is_here:
        touch_blobs([file.sha256], now=now)
    upload = Upload.objects.create(
        organisation_id=organisation_id,
        requested_by=by.id,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        created_at=now,
        expires_at=now + LIFETIME,
        completed_at=now if is_here else None,
    )
    record("upload.begin", by=by, objects=_objects(upload), digests={"file": file.sha256}, now=now)
    return upload


def upload_to_fill(upload_id: UUID, *, number: int, by: Actor, now: datetime) -> Upload:
    """The upload, if it has such a part. Raises NotFound, NotAllowed."""
    upload = one_of(visible_uploads(by, now=now).filter(pk=upload_id))
    _assert_editor(upload, by)
    if not 1 <= number <= upload.parts_count:
        raise NotFound
    return upload


def put_part(upload: Upload, *, number: int, content: File[bytes], by: Actor, now: datetime) -> None:
    """Store a part, in the place of an earlier one. Raises PartLengthWrong, UploadComplete, NotFound, FileNotStored."""
    if content.size != upload.part_size(number):
        raise PartLengthWrong(expected=upload.part_size(number))
    part = UploadPart(upload=upload, number=number, sha256=_digest_of(content, content.size))
    if upload.completed_at:
        _assert_same(part)
        return
    content.seek(0)
    store.write(part.storage_name, content, shown_name=upload.name)
    is_kept = False
    try:
        is_kept = _note_part(part, by=by, now=now)
    finally:
        if not is_kept:
            store.remove(part.storage_name)


def _assert_same(part: UploadPart) -> None:
    """Raises UploadComplete where the complete upload has other bytes there, FileUnknown, FileNotReadable."""
    upload = part.upload
    with store.open_blob(blob_of(upload)) as stored:
        stored.seek((part.number - 1) * upload.part_bytes)
        if _digest_of(stored, upload.part_size(part.number)) != part.sha256:
            raise UploadComplete


@action
def _note_part(part: UploadPart, *, by: Actor, now: datetime) -> bool:
    """Whether the part was needed: the same bytes sent again are not stored again."""
    upload = _locked(part.upload_id, by=by, now=now)
    if upload.completed_at:
        raise UploadComplete
    earlier = UploadPart.objects.filter(upload=upload, number=part.number).first()
    if earlier and earlier.sha256 == part.sha256:
        return False
    if earlier:
        earlier.delete()
        transaction.on_commit(partial(store.remove, earlier.storage_name), robust=True)
    part.save(force_insert=True)
    return True


def complete_upload(upload_id: UUID, *, by: Actor, now: datetime) -> Upload:
    """Put the parts together; nothing happens to an upload that is complete.

    Raises NotFound, NotAllowed, UploadIncomplete, DigestWrong, FileNotReadable, FileNotStored.
    """
    upload = one_of(visible_uploads(by, now=now).filter(pk=upload_id))
    _assert_editor(upload, by)
    if upload.completed_at:
        return upload
    if missing := missing_parts(upload):
        raise UploadIncomplete(missing=missing)
    with _joined(upload) as content:
        put_blob(content, name=upload.name, now=now)
    return _note_completed(upload_id, by=by, now=now)


@action
def _note_completed(upload_id: UUID, *, by: Actor, now: datetime) -> Upload:
    upload = _locked(upload_id, by=by, now=now)
    if upload.completed_at is None:
        upload.completed_at, upload.expires_at = now, now + LIFETIME
        upload.save(update_fields=["completed_at", "expires_at"])
        record("upload.complete", by=by, objects=_objects(upload), digests={"file": upload.sha256}, now=now)
        _remove_parts(upload)
    return upload


@action
def delete_upload(upload_id: UUID, *, by: Actor, now: datetime) -> None:
    """Forget the upload; drafts that use its bytes keep them. Raises NotFound, NotAllowed."""
    upload = _locked(upload_id, by=by, now=now)
    record("upload.delete", by=by, objects=_objects(upload), now=now)
    _forget(upload)


@action
def delete_expired_uploads(*, now: datetime) -> int:
    """Remove a batch of uploads whose time is over; how many."""
    rows = list(expired_uploads(now).select_for_update(of=("self",)).order_by("pk")[:_BATCH])
    for upload in rows:
        _forget(upload)
    return len(rows)


@in_transaction
def _forget(upload: Upload) -> None:
    _remove_parts(upload)
    upload.delete()


@in_transaction
def _remove_parts(upload: Upload) -> None:
    for part in upload.parts.all():
        transaction.on_commit(partial(store.remove, part.storage_name), robust=True)
    upload.parts.all().delete()


@in_transaction
def _locked(upload_id: UUID, *, by: Actor, now: datetime) -> Upload:
    upload = one_of(visible_uploads(by, now=now).select_for_update(of=("self",)).filter(pk=upload_id))
    _assert_editor(upload, by)
    return upload


def _assert_editor(upload: Upload, by: Actor) -> None:
    if not by.holds(Role.EDITOR, upload.organisation_id):
        raise NotAllowed


def _objects(upload: Upload) -> dict[str, UUID]:
    return {"organisation": upload.organisation_id, "upload": upload.pk}


def _digest_of(content: File[bytes], size: int) -> str:
    """Of so many bytes from where the file is."""
    digest = hashlib.sha256()
    while size and (piece := content.read(min(size, _PIECE_BYTES))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


@contextmanager
def _joined(upload: Upload) -> Iterator[File[bytes]]:
    """All parts as one file on the disk. Raises DigestWrong, FileNotReadable, FileNotStored."""
    digest = hashlib.sha256()
    with TemporaryFile() as target:
        for piece in _pieces(upload):
            digest.update(piece)
            try:
                target.write(piece)
            except OSError as fault:
                raise FileNotStored(name=upload.name) from fault
        if digest.hexdigest() != upload.sha256:
            raise DigestWrong(expected=upload.sha256, found=digest.hexdigest())
        yield File(target, name=upload.name)


def _pieces(upload: Upload) -> Iterator[bytes]:
    for part in upload.parts.order_by("number"):
        try:
            with store.open_name(part.storage_name) as stored:
                while piece := stored.read(_PIECE_BYTES):
                    yield piece
        except FileNotFoundError as fault:  # somebody else completes or deletes it at this moment
            raise FileNotReadable from fault
