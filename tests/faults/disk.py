"""A disk that is full at a known size: the kernel refuses the rest, not a stand-in."""

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
    """Where nobody may mount a disk: this process may write no larger files while it stores one."""

    def _save(self, name: str, content: File[bytes]) -> str:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_limit, hard))
        try:
            return super()._save(name, content)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Disk(Struct, frozen=True, kw_only=True):
    """folder lies on it."""

    folder: Path
    is_mounted: bool

    @property
    def storage(self) -> dict[str, object]:
        """Django's STORAGES["default"]."""
        kind = FileSystemStorage if self.is_mounted else LimitedStorage
        return {"BACKEND": f"{kind.__module__}.{kind.__qualname__}", "OPTIONS": {"location": self.folder}}

    def grow(self) -> None:
        """Somebody made room."""
        _set_limit(resource.RLIM_INFINITY)
        if self.is_mounted:
            _mount(self.folder, f"remount,size={_LARGE_BYTES}")

    def names(self) -> list[str]:
        """Every file that lies on it."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk of 256 KiB at the folder."""
    folder.mkdir()
    is_mounted = _mount(folder, f"size={SMALL_BYTES}")
    _set_limit(SMALL_BYTES)
    try:
        yield Disk(folder=folder, is_mounted=is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _set_limit(size: int) -> None:
    """Python ignores the signal of the limit, so that writing on raises OSError as on a full disk."""
    global _limit  # noqa: PLW0603 as the limit itself is one of the process
    _limit = size


def _mount(folder: Path, options: str) -> bool:
    command = ["mount", "--types", "tmpfs", "--options", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
