"""Compares two versions of a stored file line by line."""

from collections.abc import Iterable, Mapping

from common.file_diffs import bytes_changes
from common.line_diffs import FileDiff
from files import store
from files.inspection import PARSER_VERSION, facts_of
from files.models import Blob
from files.queries import blobs_of
from files.upload import FileUpload, inspect_upload

MAX_BYTES = 2_000_000
NOTHING_NEW: Mapping[str, bytes] = {}


class Differ:
    """Compares files by their digests. unsaved is {digest: bytes} of files that are not stored yet.

    One query for all files. A file is read only when it is compared.
    """

    def __init__(self, digests: Iterable[str], unsaved: Mapping[str, bytes] = NOTHING_NEW) -> None:
        all_digests = set(digests)
        self.unsaved = unsaved
        self.blobs = {**blobs_of(all_digests), **{each: _blob(unsaved[each]) for each in all_digests & unsaved.keys()}}

    def compared(self, old: str, new: str) -> FileDiff:
        """The changed lines between two digests ("" for no file). Empty if one of the files is not text."""
        sides = [self.blobs.get(sha256) for sha256 in (old, new) if sha256]
        if old == new or any(blob is None or blob.media_type != "text/plain" for blob in sides):
            return FileDiff()
        if any(blob and blob.size > MAX_BYTES for blob in sides):
            return FileDiff(is_too_large=True)
        return bytes_changes(self._bytes(old), self._bytes(new))

    def _bytes(self, sha256: str) -> bytes:
        if not sha256 or sha256 in self.unsaved:
            return self.unsaved.get(sha256, b"")
        blob = self.blobs[sha256]
        return store.read(blob.pk, blob.storage_name)


def _blob(data: bytes) -> Blob:
    """An unsaved blob for the bytes."""
    found = inspect_upload(FileUpload.of(data, name=""))
    return Blob(
        sha256=found.sha256,
        size=found.size,
        media_type=found.media_type,
        facts=facts_of(data, found.media_type),
        parser_version=PARSER_VERSION,
    )
