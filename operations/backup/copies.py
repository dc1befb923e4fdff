"""Copies bytes, computes their digests on the way, and waits until they are on the disk."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import IO, Protocol

from operations.backup.manifest import BackupFile
from operations.backup.problems import BackupProblem

_PIECE_BYTES = 1 << 20
_UNFINISHED = ".unfinished"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def digest_of(source: Readable, *, copy_to: IO[bytes] | None = None) -> tuple[int, str]:
    """(size, SHA-256) of the remaining bytes, which are also written to copy_to."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE_BYTES):
        digest.update(piece)
        size += len(piece)
        if copy_to is not None:
            copy_to.write(piece)
    return size, digest.hexdigest()


def write_durably(source: Readable, path: Path) -> tuple[int, str]:
    """Write the bytes to a new file and wait until they are on the disk. Returns (size, SHA-256)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        facts = digest_of(source, copy_to=target)
        target.flush()
        os.fsync(target.fileno())
    return facts


def described(path: Path, *, name: str) -> BackupFile:
    """The entry of a file for the manifest."""
    with path.open("rb") as file:
        size, sha256 = digest_of(file)
    return BackupFile(name=name, size=size, sha256=sha256)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder that gets its name after the block, once its content is on the disk. Removed if the block fails.

    A process that is killed leaves the folder with another name, which the next call for the target removes. Raises
    BackupProblem if the target exists.
    """
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        text = f"{target} exists. Choose another folder for this back-up."
        raise BackupProblem(text)
    folder = target.with_name(f"{target.name}{_UNFINISHED}")
    rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
        _sync_folders(folder)
        folder.rename(target)
        _sync(target.parent)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise


def _sync_folders(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() or path.parent == folder:
            _sync(path)


def _sync(path: Path) -> None:
    """Wait until the content of a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
