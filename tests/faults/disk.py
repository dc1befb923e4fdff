"""A disk that is full at a known size. The kernel reports the error, so nothing is simulated."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from msgspec import Struct

SMALL_BYTES = 256 * 1024
_LARGE_BYTES = 16 * 1024 * 1024
_limit = resource.RLIM_INFINITY


class LimitedStorage(FileSystemStorage):
    """Used if mounting is not permitted: limits the size of files that this process writes while it stores one."""

    def _save(self, name: str, content: File[bytes]) -> str:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_limit, hard))
        try:
            return super()._save(name, content)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Disk(Struct, frozen=True, kw_only=True):
    """A small disk. folder is a folder on it."""

    folder: Path
    is_mounted: bool

    @property
    def storage(self) -> dict[str, object]:
        """Django's STORAGES["default"]."""
        kind = FileSystemStorage if self.is_mounted else LimitedStorage
        return {"BACKEND": f"{kind.__module__}.{kind.__qualname__}", "OPTIONS": {"location": self.folder}}

    def grow(self) -> None:
        """Raise the limit, as if files had been deleted."""
        _set_limit(resource.RLIM_INFINITY)
        if self.is_mounted:
            _mount(self.folder, f"remount,size={_LARGE_BYTES}")

    def names(self) -> list[str]:
        """All files on the disk."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mount a disk of 256 KiB at the folder."""
    folder.mkdir()
    is_mounted = _mount(folder, f"size={SMALL_BYTES}")
    _set_limit(SMALL_BYTES)
    try:
        yield Disk(folder=folder, is_mounted=is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _set_limit(size: int) -> None:
    """Set the limit. Python ignores its signal, so writing more raises OSError, as on a full disk."""
    global _limit  # noqa: PLW0603 the limit belongs to the process, too
    _limit = size


def _mount(folder: Path, options: str) -> bool:
    command = ["mount", "--types", "tmpfs", "--options", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
