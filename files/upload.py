"""Reads an upload in pieces to get its size, its digest and its real content type."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from io import BytesIO

from django.core.files.base import File
from django.utils.translation import gettext as _
from msgspec import Struct

from common.lists import joined_with_or
from common.sizes import file_size
from files.errors import FileRefused
from files.file_types import accepted_names, is_accepted, kind_name, media_type_of
from files.inspection import Facts, SafeCopy, facts_of, safe_copy_of

_HASHED_BYTES = 1 << 20
_SNIFFED_BYTES = 4096
# Larger files are not read into memory. Only videos may be larger, and they have no facts.
_READ_BYTES = 50_000_000
MAX_UPLOAD_BYTES = 1_000_000_000


class FileUpload(Struct, frozen=True, kw_only=True):
    """An uploaded file, with the types and the size that its field accepts."""

    name: str
    content: File[bytes]
    accepts: Collection[str] = ()
    max_bytes: int = MAX_UPLOAD_BYTES

    @classmethod
    def of(
        cls, data: bytes, *, name: str, accepts: Collection[str] = (), max_bytes: int = MAX_UPLOAD_BYTES
    ) -> FileUpload:
        """Create an upload from bytes in memory."""
        return cls(name=name, content=File(BytesIO(data), name=name), accepts=accepts, max_bytes=max_bytes)


class FileInfo(Struct, frozen=True, kw_only=True):
    """The digest, size and media type of an upload."""

    sha256: str
    size: int
    media_type: str


def inspect_upload(upload: FileUpload) -> FileInfo:
    """Read the upload once. Raises FileRefused if it is too large, empty or not a type that the field accepts."""
    digest, size, start = hashlib.sha256(), 0, b""
    upload.content.seek(0)
    while piece := upload.content.read(_HASHED_BYTES):
        start = start or piece[:_SNIFFED_BYTES]
        size += len(piece)
        if size > upload.max_bytes:
            raise FileRefused(name=upload.name, why=_too_large(upload.max_bytes), reason="too-large")
        digest.update(piece)
    return FileInfo(sha256=digest.hexdigest(), size=size, media_type=media_type_of(_accepted_kind(upload, start)))


def assert_accepted(upload: FileUpload) -> None:
    """Raise FileRefused if the upload is empty or, by its first bytes, not a type that the field accepts."""
    upload.content.seek(0)
    _accepted_kind(upload, upload.content.read(_SNIFFED_BYTES))


def _accepted_kind(upload: FileUpload, start: bytes) -> str:
    """The type of the file that begins with these bytes. Raises FileRefused."""
    if upload.accepts and not start:
        raise FileRefused(name=upload.name, why=_("The file is empty. Choose another file."), reason="empty")
    kind = _kind_of(start)
    if not is_accepted(kind, upload.accepts):
        raise FileRefused(name=upload.name, why=_wrong_kind(kind, upload.accepts), reason="wrong-kind")
    return kind


def extract_facts(upload: FileUpload, info: FileInfo) -> tuple[Facts, SafeCopy | None]:
    """The facts of the file and its safe copy; ({}, None) if it is too large to be read into memory."""
    if info.size > _READ_BYTES:
        return {}, None
    upload.content.seek(0)
    data = upload.content.read()
    return facts_of(data, info.media_type), safe_copy_of(data, info.media_type)


def _kind_of(start: bytes) -> str:
    from tilekit.media.file_kinds import file_kind  # slow import

    return file_kind(start)


def _too_large(max_bytes: int) -> str:
    return _("The file is larger than {limit}. Choose a smaller file.").format(limit=file_size(max_bytes))


def _wrong_kind(kind: str, accepts: Collection[str]) -> str:
    """The message for a wrong type. It names both types, so that people notice a wrong file extension."""
    accepted = joined_with_or(accepted_names(accepts))
    return _("The file is {found}, but this field accepts {wanted}.").format(found=kind_name(kind), wanted=accepted)
