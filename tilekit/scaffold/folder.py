"""Read the files of a folder when they are asked for."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field

from tilekit.bundle import Files
from tilekit.scaffold.paths import SKIPPED_FOLDERS, SKIPPED_NAMES


class _Found(Struct):
    """Paths below the folder, with forward slashes."""

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def files_of_folder(folder: Path) -> Files:
    """Every file below the folder by its path. Links are not followed: what they point at is not the listing's.

    Raises OSError where the folder cannot be read or holds what is no file (a pipe, a device, a socket); a file is
    read when its bytes are asked for.
    """
    found = _found_in(folder)
    return Files({path: _reader(folder / path) for path in sorted(found.files)}, links=sorted(found.links))


def _found_in(folder: Path) -> _Found:
    """Without recursion: folders may be nested deeper than the interpreter's stack."""
    found, waiting = _Found(), [(str(folder), "")]
    while waiting:
        place, below = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name in SKIPPED_NAMES or (entry.name in SKIPPED_FOLDERS and entry.is_dir()):
                    continue
                path = below + entry.name
                if entry.is_symlink():
                    found.links.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{path}/"))
                elif entry.is_file(follow_symlinks=False):
                    found.files.append(path)
                else:  # to open it might wait for ever
                    raise OSError(errno.EINVAL, "it is no plain file", entry.path)
    return found


def _reader(path: Path) -> Callable[[], bytes]:
    return path.read_bytes
