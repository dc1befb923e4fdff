"""Reads and writes files in Django's storage: a local folder or another storage from the settings."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from uuid import UUID

from cachetools import LRUCache
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from files.errors import FileNotReadable, FileNotStored
from files.models import Blob

# Pictures are the largest files of a listing, and their facts are stored in the database.
_CACHE_BYTES = 6_000_000
_CACHED_FILE_BYTES = 500_000
# Checks read the same files of a listing at every save.
_cache: LRUCache[UUID, bytes] = LRUCache(_CACHE_BYTES, getsizeof=len)
_lock = Lock()


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
    with _lock:
        cached = _cache.get(blob_id)
    if cached is not None:
        return cached
    with open_name(name) as stored:
        data = stored.read()
    if len(data) <= _CACHED_FILE_BYTES:
        with _lock:
            _cache[blob_id] = data
    return data


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
    with _lock:
        _cache.clear()
