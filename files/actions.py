"""Actions on stored files. Bytes are written to the storage outside the transaction, because that can be slow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

import structlog
from django.core.files.base import File

from audit.writes import record_event
from common.actions import action, optional_action
from common.actor import Actor, assert_operator
from common.ids import uuid7
from files import store
from files.deletion_pause import are_deletions_paused
from files.errors import BackupReadsFiles, FileNotReadable, FileNotStored
from files.file_types import SVG
from files.inspection import PARSER_VERSION, Facts, facts_of, safe_copy_of
from files.models import Blob
from files.queries import blobs_of, blobs_without_renditions, outdated_blobs
from files.renditions import RENDITIONS_VERSION, renditions_of
from files.upload import MAX_UPLOAD_BYTES, FileInfo, FileUpload, extract_facts, inspect_upload
from jobs.kind_registry import Payload
from jobs.writes import enqueue, finish_job

_BLOBS_AT_ONCE = 20
T = TypeVar("T")
_log = structlog.get_logger(__name__)


def do_nothing() -> None:
    """The default for `on_batch`."""


def put_blob(
    content: File[bytes] | bytes,
    *,
    name: str,
    now: datetime,
    accepts: Collection[str] = (),
    max_bytes: int = MAX_UPLOAD_BYTES,
) -> Blob:
    """Store the bytes; uploads with the same bytes share one blob. Raises FileRefused, FileNotStored.

    accepts has the kinds of content that a field accepts (`svg`, `image`, `csv`); () accepts anything. An unused blob
    is deleted after a day.
    """
    if isinstance(content, bytes):
        upload = FileUpload.of(content, name=name, accepts=accepts, max_bytes=max_bytes)
    else:
        upload = FileUpload(name=name, content=content, accepts=accepts, max_bytes=max_bytes)
    return next(iter(put_blobs([upload], now=now).values()))


def put_blobs(
    uploads: Sequence[FileUpload], *, now: datetime, on_batch: Callable[[], None] = do_nothing
) -> dict[str, Blob]:
    """Store several files. Returns {digest: blob}. Three queries for any number of files.

    on_batch is called after every few files, for jobs with a time limit for each step. Raises FileRefused,
    FileNotStored.
    """
    inspected = ((upload, inspect_upload(upload)) for upload in _with_batch_calls(uploads, on_batch))
    infos = {info.sha256: (upload, info) for upload, info in inspected}
    # Touch before reading, because the collector may be running.
    Blob.objects.filter(sha256__in=infos).update(touched_at=now)
    stored = blobs_of(infos)
    missing = [info for sha256, info in infos.items() if sha256 not in stored]
    new = _all_written(_with_batch_calls(missing, on_batch), now=now)
    return {**stored, **_insert_blobs(new)}


def _with_batch_calls(items: Sequence[T], on_batch: Callable[[], None]) -> Iterator[T]:
    """Yield the items, and call on_batch after every few of them."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % _BLOBS_AT_ONCE == 0:
            on_batch()


def _all_written(infos: Iterable[tuple[FileUpload, FileInfo]], *, now: datetime) -> list[Blob]:
    """Write all files or, if one fails, none: those that were already written are removed. Raises FileNotStored."""
    written: list[Blob] = []
    try:
        for upload, info in infos:
            written.append(_write_blob(upload, info, now=now))
    except FileNotStored:
        for blob in written:
            store.discard(blob)
        raise
    return written


def _write_blob(upload: FileUpload, info: FileInfo, *, now: datetime) -> Blob:
    """Write the bytes and return the unsaved row. Bytes come first: a row without bytes would be data loss."""
    facts, safe_copy = extract_facts(upload, info)
    blob = Blob(
        id=uuid7(),
        sha256=info.sha256,
        size=info.size,
        media_type=info.media_type,
        facts=facts,
        parser_version=PARSER_VERSION,
        rendition_type=safe_copy.media_type if safe_copy else "",
        touched_at=now,
    )
    upload.content.seek(0)
    store.write(blob.storage_name, upload.content, shown_name=upload.name)
    if safe_copy is not None:
        try:
            store.write_bytes(blob.rendition_name, safe_copy.data, shown_name=upload.name)
        except FileNotStored:
            store.discard(blob)
            raise
    return blob


def _insert_blobs(blobs: Sequence[Blob]) -> dict[str, Blob]:
    """Insert the rows. Returns {digest: row}; the row is an existing one if the same bytes were stored meanwhile."""
    if not blobs:
        return {}
    Blob.objects.bulk_create(blobs, ignore_conflicts=True)
    stored = blobs_of(blob.sha256 for blob in blobs)
    for blob in blobs:
        if stored[blob.sha256].pk != blob.pk:
            store.discard(blob)
    return dict(stored)


def reread_facts(*, after: UUID | None = None, on_file: Callable[[], None] = do_nothing) -> UUID | None:
    """Read the facts of a few files again if an older version of the parser read them.

    Returns the ID of the last of these files, for the next call's after; None if there were none. A file that can't be
    read is skipped. on_file is called after each file. Raises FileNotReadable during an outage, FileNotStored.
    """
    outdated = outdated_blobs().filter(pk__gt=after) if after else outdated_blobs()
    blobs = list(outdated.order_by("pk")[:_BLOBS_AT_ONCE])
    for blob in blobs:
        with _skipping_unreadable(blob.pk):
            _reread(blob)
        on_file()
    return blobs[-1].pk if blobs else None


@contextmanager
def _skipping_unreadable(blob_id: UUID) -> Iterator[None]:
    """End the block if the file can't be read, so that others are not held up. Raises FileNotReadable in outages."""
    try:
        yield
    except FileNotReadable as fault:
        if fault.is_outage:
            raise
        _log.warning("a file could not be read", blob=str(blob_id))


def _reread(blob: Blob) -> None:
    data = store.read(blob.pk, blob.storage_name)
    safe_copy = safe_copy_of(data, blob.media_type)
    if safe_copy is not None:
        # The old copy is always replaced, because the newer sanitiser may detect more dangers.
        store.replace(blob.rendition_name, safe_copy.data, shown_name=blob.sha256)
    copy_type = safe_copy.media_type if safe_copy else ""
    _store_facts(blob_id=blob.pk, facts=facts_of(data, blob.media_type), copy_type=copy_type)


@action
def _store_facts(*, blob_id: UUID, facts: Facts, copy_type: str) -> None:
    # The smaller copies are made from the safe copy, so they are outdated too.
    updates = {"facts": facts, "rendition_type": copy_type, "parser_version": PARSER_VERSION, "renditions_version": 0}
    Blob.objects.filter(pk=blob_id).update(**updates)


def erase_blob(blob: Blob, data: bytes, *, is_text: bool, by: Actor, now: datetime) -> None:
    """Store these bytes instead of those that contain a leaked secret, and delete or replace all copies.

    The row is written first: if the process is killed, the file doesn't match its new digest, and must be erased again.
    Raises NotAllowed, BackupReadsFiles, FileNotStored.
    """
    if are_deletions_paused():
        raise BackupReadsFiles
    media_type = blob.media_type if is_text else "text/plain"
    safe_copy = safe_copy_of(data, media_type)
    values = {
        "erased_sha256": sha256(data).hexdigest(),
        "size": len(data),
        "media_type": media_type,
        "facts": facts_of(data, media_type),
        "rendition_type": safe_copy.media_type if safe_copy else "",
    }
    _mark_erased(blob_id=blob.pk, values=values, by=by, now=now)
    for name in blob.stored_objects:
        if name != blob.storage_name:
            store.delete_name(name)
    store.replace(blob.storage_name, data, shown_name=blob.sha256)
    if safe_copy is not None:
        store.replace(blob.rendition_name, safe_copy.data, shown_name=blob.sha256)
    store.clear_cache()


@action
def _mark_erased(*, blob_id: UUID, values: dict[str, object], by: Actor, now: datetime) -> None:
    assert_operator(by)
    Blob.objects.filter(pk=blob_id).update(renditions={}, renditions_version=0, **values)
    record_event("file.erase", by=by, objects={"file": blob_id}, now=now)


def make_renditions(blob: Blob) -> Blob:
    """Make and store the smaller copies of a picture. If that fails, it is recorded and not tried again."""
    try:
        data = store.read_name(blob.rendition_name if blob.rendition_type else blob.storage_name)
        renditions = renditions_of(data, blob.rendition_type or blob.media_type, blob.facts)
    except FileNotFoundError:
        renditions = None
    for width, data in renditions.copies.items() if renditions else ():
        store.replace(blob.smaller_name(width), data, shown_name=blob.sha256)
    blob.renditions, blob.renditions_version = renditions.stored() if renditions else {}, RENDITIONS_VERSION
    _record_renditions(blob)
    return blob


def make_renditions_of_newest(*, on_picture: Callable[[], None] = do_nothing) -> bool:
    """Make the smaller copies of the newest picture without them. Returns False if there is none that can be read.

    on_picture is called after each picture that can't be read. Raises FileNotReadable during an outage, FileNotStored.
    """
    for pk in list(blobs_without_renditions().order_by("-pk").values_list("pk", flat=True)):
        with _skipping_unreadable(pk), suppress(Blob.DoesNotExist):
            make_renditions(Blob.objects.get(pk=pk))
            return True
        on_picture()
    return False


@action
def request_next(kind: str, *, payload: Payload, job_id: UUID, attempt: int, now: datetime) -> None:
    """Finish a job that has done a part of the work, and queue a job of this kind for the next. Raises LeaseLost."""
    finish_job(job_id=job_id, attempt=attempt, now=now)
    enqueue(kind, payload=payload, key=kind, now=now)


def is_readable_picture(blob: Blob) -> bool:
    """Whether the blob is a picture that can be shown. Makes its smaller copies if they are missing."""
    if not blob.is_picture:
        return False
    if blob.rendition_type == SVG:
        return True
    return bool((make_renditions(blob) if blob.needs_renditions else blob).renditions)


@optional_action
def _record_renditions(blob: Blob) -> None:
    Blob.objects.filter(pk=blob.pk).update(renditions=blob.renditions, renditions_version=blob.renditions_version)
