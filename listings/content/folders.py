"""The folder of a revision as it would be exported. Clients need not send files again that the folder contains."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from files.actions import put_blobs
from files.queries import used_digests
from files.upload import FileUpload
from listings.content.bundles import bundle_of_revision
from listings.models import Revision


class FolderFile(Struct, frozen=True, kw_only=True):
    """A file of the folder. size is in bytes."""

    path: str
    sha256: str
    size: int


class Folder(Struct, frozen=True, kw_only=True):
    """A folder. Folders with equal content have the same digest. name is "" if the folder has no name."""

    digest: str
    name: str
    files: tuple[FolderFile, ...]


def folder_of(revision: Revision) -> Folder:
    """The current folder of a revision, sorted by path. Two queries; stored files are not read."""
    bundle = bundle_of_revision(revision)
    digests = {path: bundle.files.digest(path) for path in sorted(bundle.files)}
    return Folder(
        digest=bundle.digest,
        name=bundle.folder,
        files=tuple(
            FolderFile(path=path, sha256=sha256, size=bundle.files.size(path)) for path, sha256 in digests.items()
        ),
    )


def ensure_stored_files(revision: Revision, digests: Iterable[str], *, now: datetime) -> set[str]:
    """Store the files of the listing that have one of the digests, and return the digests of all files found.

    Files that are written from fields are otherwise stored only at submission. Raises FileNotStored.
    """
    digest_set = set(digests)
    used = used_digests(revision.listing_id, digest_set)
    if not digest_set - used:
        return used
    files = bundle_of_revision(revision).files
    written_paths = {path for path in files if files.digest(path) in digest_set - used}
    return used | set(put_blobs([FileUpload.of(files[path], name=path) for path in written_paths], now=now))
