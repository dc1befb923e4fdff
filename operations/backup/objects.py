"""Copies stored files into the folder of a back-up, and back into the storage."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.core.files.base import File
from django.core.files.storage import default_storage
from msgspec import Struct

from files import store
from files.errors import FileNotReadable
from files.orphans import object_kinds
from operations.backup.copies import digest_of, write_durably
from operations.backup.manifest import FILES_FOLDER, BackupFile, BackupManifest, path_of
from operations.backup.problems import BackupProblem

# A bucket responds slowly, and a disk confirms several files at once.
_COPYING_THREADS, _FILES_AT_ONCE = 8, 1_000
# Longer than a short outage of a bucket, and than the moment in which a job replaces a picture.
_WAITS_SECONDS = (0.5, 2, 6)
_NAMES_SHOWN = 10
T = TypeVar("T")
R = TypeVar("R")


class CopiedFile(Struct, frozen=True, kw_only=True):
    """A file that was copied; None if the storage does not have it. is_damaged if it has other bytes than expected."""

    name: str
    file: BackupFile | None
    is_damaged: bool = False

    @property
    def is_good(self) -> bool:
        return self.file is not None and not self.is_damaged


def expected_objects(alias: str) -> dict[str, str]:
    """{name: SHA-256, or "" if it is not known} of all files that the rows of this database name."""
    return {
        name: sha256
        for kind in object_kinds()
        for row in kind.rows.using(alias).iterator()
        for name, sha256 in kind.objects_of(row).items()
    }


def copy_objects(expected: Mapping[str, str], folder: Path, *, allow_missing: bool) -> list[CopiedFile]:
    """Copy the files from the storage.

    Raises BackupProblem if the storage or the disk fails and, unless allow_missing, for missing and damaged files.
    """

    def copy(item: tuple[str, str]) -> CopiedFile:
        name, sha256 = item
        file = _retried(lambda: _copied(name, folder), f"{name} can't be copied")
        return CopiedFile(name=name, file=file, is_damaged=bool(file and sha256 and file.sha256 != sha256))

    copies: list[CopiedFile] = []
    for batch in _in_threads(copy, sorted(expected.items())):
        bad = [] if allow_missing else [one.name for one in batch if not one.is_good]
        if bad:
            more = f" and {len(bad) - _NAMES_SHOWN} more" if len(bad) > _NAMES_SHOWN else ""
            text = (
                f"Files are missing or damaged in the storage: {', '.join(bad[:_NAMES_SHOWN])}{more}. "
                "Check STORAGE_URL. To back up everything else, use --allow-missing."
            )
            raise BackupProblem(text)
        copies += batch
    return copies


def put_objects(folder: Path, files: Sequence[BackupFile]) -> None:
    """Store the files of a back-up, except those that are stored already. Raises BackupProblem."""

    def put(file: BackupFile) -> None:
        _retried(lambda: _put(file, path_of(folder, file)), f"{file.name} can't be stored")

    for _ in _in_threads(put, files):
        pass


def stored_names() -> Iterator[str]:
    """The names of all files in the storage. Raises BackupProblem."""
    try:
        for kind in object_kinds():
            for subfolder in store.list_folder(kind.folder)[0]:
                yield from store.list_folder(subfolder)[1]
    except FileNotReadable as fault:
        text = f"The storage can't be read: {fault.__cause__}"
        raise BackupProblem(text) from fault


def delete_others(manifest: BackupManifest) -> int:
    """Delete the files in the storage that the back-up doesn't have. Returns their number. Raises BackupProblem."""
    names = {file.name for file in manifest.files}
    others = [name for name in stored_names() if name not in names]
    for name in others:
        _retried(partial(store.delete_name, name), f"{name} can't be deleted")
    return len(others)


def _copied(name: str, folder: Path) -> BackupFile:
    with store.open_name(name) as source:
        size, sha256 = write_durably(source, folder / FILES_FOLDER / name)
    return BackupFile(name=name, size=size, sha256=sha256)


def _put(file: BackupFile, path: Path) -> None:
    if not _is_stored(file):
        default_storage.delete(file.name)  # of a restore that was interrupted
        with path.open("rb") as source:
            default_storage.save(file.name, File(source))


def _is_stored(file: BackupFile) -> bool:
    try:
        with store.open_name(file.name) as stored:
            return digest_of(stored) == (file.size, file.sha256)
    except FileNotFoundError:
        return False


def _retried(work: Callable[[], R], failure: str) -> R | None:
    """The result; None for a file that does not exist. Raises BackupProblem if it fails again and again."""
    for wait in (*_WAITS_SECONDS, None):
        try:
            return work()
        except FileNotFoundError:
            if wait != _WAITS_SECONDS[0]:  # it doesn't come back later
                return None
        except (OSError, FileNotReadable) as fault:
            if wait is None:
                text = f"{failure}: {fault.__cause__ or fault}"
                raise BackupProblem(text) from fault
        time.sleep(wait or 0)
    return None


def _in_threads(work: Callable[[T], R], items: Iterable[T]) -> Iterator[list[R]]:
    """The results in order, in batches. After an error, the items that have not begun are left out."""
    waiting = iter(items)
    with ThreadPoolExecutor(_COPYING_THREADS) as threads:
        try:
            while batch := list(islice(waiting, _FILES_AT_ONCE)):
                yield list(threads.map(work, batch))
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
