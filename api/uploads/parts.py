"""Stores and joins the parts of an upload. Bytes are written to the storage outside transactions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from api.errors import DigestWrong, PartLengthWrong, UploadComplete, UploadIncomplete
from api.uploads.actions import record_completed
from api.uploads.models import Upload, UploadPart
from api.uploads.queries import blob_of, missing_parts, visible_uploads
from api.uploads.writes import assert_editor, locked_upload
from common.actions import action
from common.actor import Actor
from common.errors import NotFound
from common.lookups import first_or_not_found
from files import store
from files.actions import put_blob
from files.errors import FileNotReadable, FileNotStored

_COPIED_BYTES = 1 << 20


def upload_to_fill(upload_id: UUID, *, number: int, by: Actor, now: datetime) -> Upload:
    """The upload with this ID. Raises NotAllowed, and NotFound if there is none or it has no part with this number."""
    upload = first_or_not_found(visible_uploads(by, now=now).filter(pk=upload_id))
    assert_editor(upload, by)
    if not 1 <= number <= upload.parts_count:
        raise NotFound
    return upload


def put_part(upload: Upload, *, number: int, content: File[bytes], by: Actor, now: datetime) -> None:
    """Store a part, replacing an earlier one. Raises PartLengthWrong, UploadComplete, NotFound, FileNotStored."""
    if content.size != upload.part_size(number):
        raise PartLengthWrong(expected=upload.part_size(number))
    part = UploadPart(upload=upload, number=number, sha256=_digest_of(content, content.size))
    if upload.completed_at:
        _assert_same(part)
        return
    content.seek(0)
    store.write(part.storage_name, content, shown_name=upload.name)
    is_recorded = False
    try:
        is_recorded = _record_part(part, by=by, now=now)
    finally:
        if not is_recorded:
            store.remove(part.storage_name)


def _assert_same(part: UploadPart) -> None:
    """Raises UploadComplete if the complete upload has other bytes at this position, FileUnknown, FileNotReadable."""
    upload = part.upload
    with store.open_blob(blob_of(upload)) as stored:
        stored.seek((part.number - 1) * upload.part_bytes)
        if _digest_of(stored, upload.part_size(part.number)) != part.sha256:
            raise UploadComplete


@action
def _record_part(part: UploadPart, *, by: Actor, now: datetime) -> bool:
    """Record a part. Returns False if the same bytes were already stored."""
    upload = locked_upload(part.upload_id, by=by, now=now)
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
    """Join the parts of an upload. Does nothing if it is already complete.

    Raises NotFound, NotAllowed, UploadIncomplete, DigestWrong, FileNotReadable, FileNotStored.
    """
    upload = first_or_not_found(visible_uploads(by, now=now).filter(pk=upload_id))
    assert_editor(upload, by)
    if upload.completed_at:
        return upload
    if missing := missing_parts(upload):
        raise UploadIncomplete(missing=missing)
    with _joined_parts(upload) as content:
        put_blob(content, name=upload.name, now=now)
    return record_completed(upload_id, by=by, now=now)


def _digest_of(content: File[bytes], size: int) -> str:
    """The digest of this number of bytes from the current position of the file."""
    digest = hashlib.sha256()
    while size and (piece := content.read(min(size, _COPIED_BYTES))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


@contextmanager
def _joined_parts(upload: Upload) -> Iterator[File[bytes]]:
    """All parts joined in a temporary file. Raises DigestWrong, FileNotReadable, FileNotStored."""
    digest = hashlib.sha256()
    with TemporaryFile() as target:
        for piece in _part_contents(upload):
            digest.update(piece)
            try:
                target.write(piece)
            except OSError as fault:
                raise FileNotStored(name=upload.name) from fault
        if digest.hexdigest() != upload.sha256:
            raise DigestWrong(expected=upload.sha256, found=digest.hexdigest())
        yield File(target, name=upload.name)


def _part_contents(upload: Upload) -> Iterator[bytes]:
    for part in upload.parts.order_by("number"):
        try:
            with store.open_name(part.storage_name) as stored:
                while piece := stored.read(_COPIED_BYTES):
                    yield piece
        except FileNotFoundError as fault:  # somebody else is completing or deleting the upload
            raise FileNotReadable from fault
