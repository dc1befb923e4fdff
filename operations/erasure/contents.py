"""Finds a leaked secret in the bytes of a file, also in archives within archives."""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from operations.erasure.leaked_secret import TOMBSTONE, LeakedSecret

# A larger part of an archive is searched up to here.
_MEMBER_BYTES = 100_000_000
_DEEPEST_ARCHIVE = 4
_DAMAGED = (
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)


def contains(data: bytes, secret: LeakedSecret, *, depth: int = 0) -> bool:
    """Whether the bytes, or those of the parts of an archive, contain the secret. Never raises for damaged files."""
    if secret.is_in_bytes(data):
        return True
    return depth < _DEEPEST_ARCHIVE and any(contains(part, secret, depth=depth + 1) for part in _parts(data))


def is_text(data: bytes) -> bool:
    """Whether the secret can be replaced within the bytes, because they are text in UTF-8."""
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def erased_content(data: bytes, secret: LeakedSecret) -> bytes:
    """The bytes without the secret: text with tombstones, or only a tombstone for other files."""
    return secret.erased_bytes(data) if data and is_text(data) else f"{TOMBSTONE}\n".encode()


def _parts(data: bytes) -> Iterator[bytes]:
    """The unpacked parts of a ZIP file, such as a wheel, or of a tar or gzip file."""
    if data.startswith(b"PK"):
        yield from _without_errors(_zip_parts(data))
    elif data.startswith(b"\x1f\x8b"):
        yield from _without_errors(_unpacked(data))
    elif data[257:262] == b"ustar":
        yield from _without_errors(_tar_parts(data))


def _without_errors(parts: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from parts
    except _DAMAGED:
        return


def _zip_parts(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            yield member.filename.encode()
            with archive.open(member) as part:
                yield part.read(_MEMBER_BYTES)


def _tar_parts(data: bytes) -> Iterator[bytes]:
    """The parts that are archives: the others are in the tar file as they are."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for member in archive:
            if (part := archive.extractfile(member)) is not None:
                yield part.read(_MEMBER_BYTES)


def _unpacked(data: bytes) -> Iterator[bytes]:
    with gzip.open(io.BytesIO(data)) as unpacked:
        yield unpacked.read(_MEMBER_BYTES)
