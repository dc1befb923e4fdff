"""Finds and erases a leaked secret in stored files: those of listings, exports, and parts of uploads by the API."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.batches import in_batches
from files import store
from files.actions import erase_blob
from files.deletion_pause import are_deletions_paused
from files.errors import BackupReadsFiles
from files.models import Blob
from files.orphans import object_kinds
from operations.erasure.contents import contains, erased_content, is_text
from operations.erasure.leaked_secret import LeakedSecret


def files_with(secret: LeakedSecret, *, on_file: Callable[[], None]) -> Iterator[Blob]:
    """The files that contain the secret, and those of which an earlier erasure was killed. Reads all files."""
    for blob in in_batches(Blob.objects.all()):
        data = _bytes_of(blob.storage_name)
        is_unfinished = bool(blob.erased_sha256) and sha256(data).hexdigest() != blob.erased_sha256
        if is_unfinished or contains(data, secret):
            yield blob
        on_file()


def erase_in_file(blob: Blob, secret: LeakedSecret, *, by: Actor, now: datetime) -> None:
    """Replace the secret in a file of text, or any other file as a whole. Its digest stays as that of the upload.

    Raises NotAllowed, BackupReadsFiles, FileNotStored.
    """
    data = _bytes_of(blob.storage_name)
    erase_blob(blob, erased_content(data, secret), is_text=bool(data) and is_text(data), by=by, now=now)


def objects_with(secret: LeakedSecret, *, on_file: Callable[[], None]) -> Iterator[str]:
    """The names of other stored objects that contain the secret."""
    for kind in object_kinds():
        for row in _other_rows(kind.rows):
            for name in kind.objects_of(row):
                if contains(_bytes_of(name), secret):
                    yield name
                on_file()


@action
def erase_in_object(name: str, *, secret: LeakedSecret, by: Actor, now: datetime) -> None:
    """Replace the secret in an export or in a part of an upload, which must then be sent again.

    Raises BackupReadsFiles, FileNotStored.
    """
    if are_deletions_paused():
        raise BackupReadsFiles
    store.replace(name, erased_content(_bytes_of(name), secret), shown_name=name)
    record_event("stored-object.erase", by=by, objects={"name": name}, now=now)


def _other_rows(rows: Any) -> Any:
    return () if rows.model is Blob else in_batches(rows)


def _bytes_of(name: str) -> bytes:
    """The bytes; b"" for a file that is missing."""
    try:
        return store.read_name(name)
    except FileNotFoundError:
        return b""
