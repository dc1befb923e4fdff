"""Two versions of a stored file, line by line."""

from collections.abc import Iterable

from common.file_diffs import bytes_changes
from common.line_diffs import FileDiff
from files.queries import blobs_of, loaders

MAX_BYTES = 2_000_000


class Differ:
    """Compares files with the given digests. Two queries; files are read when they are compared."""

    def __init__(self, digests: Iterable[str]) -> None:
        wanted = set(digests)
        self.blobs, self._loaders = blobs_of(wanted), loaders(wanted)

    def compared(self, old: str, new: str) -> FileDiff:
        """The changed lines of two digests, "" for a side without a file. Empty if one of them is not text."""
        sides = [self.blobs.get(sha256) for sha256 in (old, new) if sha256]
        if old == new or any(blob is None or blob.media_type != "text/plain" for blob in sides):
            return FileDiff()
        if any(blob and blob.size > MAX_BYTES for blob in sides):
            return FileDiff(is_too_large=True)
        return bytes_changes(self._bytes(old), self._bytes(new))

    def _bytes(self, sha256: str) -> bytes:
        return self._loaders[sha256]() if sha256 else b""
