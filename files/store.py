"""Reads and writes files in Django's storage: a local folder or another storage from the settings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from files.errors import FileNotReadable, FileNotStored
from files.models import Blob

# Pictures are the largest files of a listing, and their facts are stored in the database.
_CACHE_BYTES = 6_000_000
_CACHED_FILE_BYTES = 500_000


def write(name: str, content: File[bytes], *, shown_name: str) -> None:
    """Store the bytes under the name. Raises FileNotStored and leaves no partial file."""
    try:
        default_storage.save(name, content)
    except OSError as fault:
        with suppress(OSError):
            default_storage.delete(name)
        raise FileNotStored(name=shown_name) from fault


def write_bytes(name: str, data: bytes, *, shown_name: str) -> None:
    """Like `write`, from memory."""
    write(name, ContentFile(data), shown_name=shown_name)


def replace(name: str, data: bytes, *, shown_name: str) -> None:
    """Replace the bytes under a name. Raises FileNotStored."""
    default_storage.delete(name)
    write_bytes(name, data, shown_name=shown_name)


def open_blob(blob: Blob, *, is_rendition: bool = False) -> File[bytes]:
    """The stored bytes as an open file. Raises FileNotReadable, or FileNotFoundError if they are missing."""
    return open_name(blob.rendition_name if is_rendition else blob.storage_name)


def read(blob_id: UUID, name: str) -> bytes:
    """The bytes, cached in memory, because a stored blob never changes. Raises the same errors as `open_blob`."""
    kept = _recent.get(blob_id)
    if kept is None:
        with open_name(name) as stored:
            kept = stored.read()
        _recent.keep(blob_id, kept)
    return kept


def open_name(name: str) -> File[bytes]:
    try:
        return default_storage.open(name, "rb")
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise FileNotReadable from fault


def delete(blob: Blob) -> None:
    """Remove the bytes and all copies. Missing files are not an error."""
    default_storage.delete(blob.storage_name)
    if blob.rendition_type:
        default_storage.delete(blob.rendition_name)
    for width in blob.widths:
        default_storage.delete(blob.smaller_name(width))


def remove(name: str) -> None:
    """Remove the bytes under the name. Errors are ignored, because leftover bytes are only waste."""
    with suppress(OSError):
        default_storage.delete(name)


def discard(blob: Blob) -> None:
    """Remove the bytes of an unused blob. Errors are ignored, because leftover bytes are only waste."""
    with suppress(OSError):
        delete(blob)


def clear_cache() -> None:
    """Clear the cache in memory."""
    _recent.clear()


class _Recent:
    """Cache of recently read files, because checks read the same files of a listing at every save."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[UUID, bytes] = OrderedDict()
        self._size = 0

    def get(self, blob_id: UUID) -> bytes | None:
        with self._lock:
            if blob_id in self._held:
                self._held.move_to_end(blob_id)
            return self._held.get(blob_id)

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0

    def keep(self, blob_id: UUID, data: bytes) -> None:
        if len(data) > _CACHED_FILE_BYTES:
            return
        with self._lock:
            if blob_id not in self._held:
                self._held[blob_id] = data
                self._size += len(data)
            while self._size > _CACHE_BYTES:
                self._size -= len(self._held.popitem(last=False)[1])


_recent = _Recent()
