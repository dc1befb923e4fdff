"""Compares two versions of a stored file line by line."""

import codecs
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from common.line_diffs import FileDiff, file_changes
from files import store
from files.inspection import PARSER_VERSION, facts_of
from files.models import Blob
from files.queries import blobs_of
from files.upload import FileUpload, inspect_upload

MAX_DIFF_BYTES = 2_000_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOTHING_NEW: Mapping[str, bytes] = {}


class Differ:
    """Compares files by their digests. unsaved is {digest: bytes} of files that are not stored yet.

    One query for all files. A file is read only when it is compared.
    """

    def __init__(self, digests: Iterable[str], unsaved: Mapping[str, bytes] = NOTHING_NEW) -> None:
        all_digests = set(digests)
        self.unsaved = unsaved
        unsaved_blobs = {digest: _blob(unsaved[digest]) for digest in all_digests & unsaved.keys()}
        self.blobs = {**blobs_of(all_digests), **unsaved_blobs}

    def compared(self, old: str, new: str) -> FileDiff:
        """The changed lines between two digests ("" for no file). Empty if one of the files is not text."""
        sides = [self.blobs.get(sha256) for sha256 in (old, new) if sha256]
        if old == new or any(blob is None or blob.media_type != "text/plain" for blob in sides):
            return FileDiff()
        if any(blob and blob.size > MAX_DIFF_BYTES for blob in sides):
            return FileDiff(is_too_large=True)
        return bytes_changes(self.bytes_of(old), self.bytes_of(new))

    def bytes_of(self, sha256: str) -> bytes:
        """The content of a file; b"" for no file, and for one that is too large to compare."""
        if not sha256 or sha256 in self.unsaved:
            return self.unsaved.get(sha256, b"")
        blob = self.blobs.get(sha256)
        return store.read(blob.pk, blob.storage_name) if blob and blob.size <= MAX_DIFF_BYTES else b""

    def text_of(self, sha256: str) -> str:
        """The content of a text file; "" for no file, for other files, and for one that is too large to compare."""
        blob = self.blobs.get(sha256)
        if blob is None or blob.media_type != "text/plain":
            return ""
        data = self.bytes_of(sha256)
        return data.decode(_encoding(data), "replace")


def _blob(data: bytes) -> Blob:
    """An unsaved blob for the bytes."""
    info = inspect_upload(FileUpload.of(data, name=""))
    return Blob(
        sha256=info.sha256,
        size=info.size,
        media_type=info.media_type,
        facts=facts_of(data, info.media_type),
        parser_version=PARSER_VERSION,
    )


def bytes_changes(old: bytes, new: bytes) -> FileDiff:
    """The differences between two text files. The encodings are only compared if neither file is empty."""
    encodings = [_encoding(data) for data in (old, new)]
    texts = [data.decode(encoding, "replace") for data, encoding in zip((old, new), encodings, strict=True)]
    return replace(file_changes(*texts), other_encoding=bool(old and new) and encodings[0] != encodings[1])


def _encoding(data: bytes) -> str:
    """The encoding that the byte order mark shows; UTF-8 without one."""
    if data.startswith(_UTF_16):
        return "utf-16"
    return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
