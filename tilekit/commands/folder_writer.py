"""Writes changed files into a folder: each as a whole, and none if one of them has changed in the meantime."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import unreadable
from tilekit.core.messages import N_


def write_changes(folder: Path, before: Mapping[str, bytes | None], changes: Mapping[str, bytes | None]) -> None:
    """Write each file as a whole; write nothing if one has changed since it was read. Raises UsageError.

    before and changes are {path: bytes}, None for a file that doesn't exist.
    """
    root = folder.resolve()
    for file in changes:
        place = root / file
        if not place.parent.resolve().is_relative_to(root) or _now(place) != before[file]:
            text = N_("{path} changed while it was being read. Nothing was written. Run the command again.")
            raise UsageError.of(text, path=folder / file)
        if not _may_write(place):
            raise UsageError.of(N_("{path} is write-protected. Nothing was written."), path=folder / file)
    for file, data in changes.items():
        try:
            _write_or_remove(root / file, data)
        except OSError as error:
            text = N_("{path} cannot be written: {reason}.")
            raise UsageError.of(text, path=folder / file, reason=error.strerror) from error
    for file, data in changes.items():
        if data is None:
            _remove_empty((root / file).parent, root)


def _now(place: Path) -> bytes | None:
    try:
        return place.read_bytes() if os.path.lexists(place) else None
    except OSError as error:
        raise unreadable(place, error) from error


def _may_write(place: Path) -> bool:
    """Whether the file can be written. Its folder must be writable, because a new file replaces the old one.

    Read-only files are never replaced.
    """
    folder = next(above for above in place.parents if above.exists())
    return os.access(folder, os.W_OK) and (not place.exists() or os.access(place, os.W_OK))


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove the folder and its parents below the root, as long as they are empty."""
    with suppress(OSError):  # it is not empty, or was already removed
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def _write_or_remove(place: Path, data: bytes | None) -> None:
    if data is None:
        place.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".tilekit-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(place)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
