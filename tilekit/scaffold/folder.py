"""Read the files of a folder when they are asked for."""

import os
from collections.abc import Callable
from pathlib import Path

from tilekit.bundle import Files
from tilekit.scaffold.paths import SKIPPED_FOLDERS, is_skipped


def files_of_folder(folder: Path) -> Files:
    """Every file below the folder by its path. Links are not followed: what they point at is not the listing's.

    Raises OSError where the folder cannot be read; a file is read when its bytes are asked for.
    """
    return Files({path: _reader(folder / path) for path in sorted(_paths(folder))}, links=links_in_folder(folder))


def links_in_folder(folder: Path) -> list[str]:
    """The links below the folder, which are not read."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [_relative(root, name, folder) for name in [*folders, *names] if Path(root, name).is_symlink()]
    return sorted(found)


def _paths(folder: Path) -> list[str]:
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in names:
            path = Path(root, name)
            if path.is_file() and not path.is_symlink():
                found.append(_relative(root, name, folder))
    return [path for path in found if not is_skipped(path)]


def _relative(root: str, name: str, folder: Path) -> str:
    return Path(root, name).relative_to(folder).as_posix()


def _reader(path: Path) -> Callable[[], bytes]:
    return path.read_bytes
