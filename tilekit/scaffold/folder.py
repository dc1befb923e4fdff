"""Reads the files of a folder on first use."""

import os
from pathlib import Path

from msgspec import Struct, field

from tilekit.bundle import Files
from tilekit.scaffold.paths import SKIPPED_FOLDERS, SKIPPED_NAMES


class SpecialFile(Exception):
    """The folder contains a device, a pipe or a socket. path is its path on disk."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class _FolderPaths(Struct):
    """Paths below the folder, with forward slashes."""

    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def files_of_folder(folder: Path) -> Files:
    """Every file below the folder by its path. Links are not followed, because their targets are not part of the
    listing.

    Raises SpecialFile, and OSError if the folder can't be read. A file is read on first use.
    """
    paths = _found_in(folder)
    return Files({path: (folder / path).read_bytes for path in sorted(paths.files)}, links=sorted(paths.links))


def _found_in(folder: Path) -> _FolderPaths:
    """The paths below a folder. Not recursive, because folders may be nested deeper than the interpreter's stack."""
    paths, waiting = _FolderPaths(), [(str(folder), "")]
    while waiting:
        place, below = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name in SKIPPED_NAMES or (entry.name in SKIPPED_FOLDERS and entry.is_dir()):
                    continue
                path = below + entry.name
                if entry.is_symlink():
                    paths.links.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{path}/"))
                elif entry.is_file(follow_symlinks=False):
                    paths.files.append(path)
                else:  # opening it might block for ever
                    raise SpecialFile(entry.path)
    return paths
