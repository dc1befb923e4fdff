"""Reads and writes files in the configured Django storage."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from uuid import UUID

from cachetools import LRUCache
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from files.deletion_pause import are_deletions_paused
from files.errors import FileNotReadable, FileNotStored
from files.models import Blob

# Larger files are mostly pictures. `listings.content.parse_cache` has what checks need to know about them.
_CACHE_BYTES = 2_000_000
_CACHED_FILE_BYTES = 500_000
# Checks read the same files of a listing after every save.
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
    """Store bytes from memory under the name. Raises FileNotStored and leaves no partial file."""
    write(name, ContentFile(data), shown_name=shown_name)


def replace(name: str, data: bytes, *, shown_name: str) -> None:
    """Replace the file with this name. Raises FileNotStored."""
    default_storage.delete(name)
    write_bytes(name, data, shown_name=shown_name)


def open_blob(blob: Blob, *, is_rendition: bool = False) -> File[bytes]:
    """The stored file, or its safe copy, opened for reading. Raises FileNotReadable, or FileNotFoundError."""
    return open_name(blob.rendition_name if is_rendition else blob.storage_name)


def read(blob_id: UUID, name: str) -> bytes:
    """The bytes of a blob, cached in memory. Raises FileNotReadable, also if the file is missing.

    The folder might not be mounted, so a missing file might be readable again later.
    """
    with _lock:
        cached = _cache.get(blob_id)
    if cached is not None:
        return cached
    try:
        data = read_name(name)
    except FileNotFoundError as fault:
        raise FileNotReadable from fault
    if len(data) <= _CACHED_FILE_BYTES:
        with _lock:
            _cache[blob_id] = data
    return data


def read_name(name: str) -> bytes:
    """The bytes of the file with this name, not cached. Raises FileNotReadable, or FileNotFoundError."""
    with open_name(name) as stored:
        try:
            return stored.read()
        except OSError as fault:
            raise FileNotReadable from fault


def open_name(name: str) -> File[bytes]:
    try:
        return default_storage.open(name, "rb")
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise FileNotReadable from fault


def delete(blob: Blob) -> None:
    """Delete the file of a deleted row, and all its copies, unless a back-up is reading files.

    Missing files are not an error.
    """
    if not are_deletions_paused():
        _delete_all(blob)


def _delete_all(blob: Blob) -> None:
    for name in blob.stored_objects:
        default_storage.delete(name)


def remove(name: str) -> None:
    """Delete the file of a deleted row, unless a back-up is reading files.

    Errors are ignored, because a leftover file only occupies space until `files.orphans` deletes it.
    """
    with suppress(OSError):
        if not are_deletions_paused():
            default_storage.delete(name)


def delete_name(name: str) -> None:
    """Delete the file with this name. Raises OSError, but not if it is missing."""
    default_storage.delete(name)


def list_folder(name: str) -> tuple[list[str], list[str]]:
    """The paths of the folders and of the files in a folder, which may be missing. Raises FileNotReadable."""
    try:
        folders, files = default_storage.listdir(name)
    except FileNotFoundError:
        return [], []
    except OSError as fault:
        raise FileNotReadable from fault
    return [f"{name}/{folder}" for folder in folders], [f"{name}/{file}" for file in files]


def discard(blob: Blob) -> None:
    """Delete the file of a blob without a database row, and its copies. Errors are ignored, as in `remove`."""
    with suppress(OSError):
        _delete_all(blob)


def clear_cache() -> None:
    """Remove all files from the cache in memory."""
    with _lock:
        _cache.clear()
