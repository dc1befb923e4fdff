"""Reads the files of a folder on first use."""

import os
from functools import partial
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
    """Paths below the folder, with forward slashes. files contains the place on disk and the size of each file."""

    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)


def files_of_folder(folder: Path) -> Files:
    """Every file below the folder by its path. Links are not followed, because their targets are not part of the
    listing.

    Raises SpecialFile, and OSError if the folder can't be read. A file is read on first use.
    """
    paths = _found_in(folder)
    files = dict(sorted(paths.files.items()))
    return Files(
        {path: partial(_content, place) for path, (place, _) in files.items()},
        links=sorted(paths.links),
        sizes={path: size_bytes for path, (_, size_bytes) in files.items()},
    )


def _content(place: str) -> bytes:
    with open(place, "rb") as file:  # noqa: PTH123 a Path for each file takes as long as reading it
        return file.read()


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
                    paths.files[path] = entry.path, entry.stat().st_size
                else:  # opening it might block for ever
                    raise SpecialFile(entry.path)
    return paths
