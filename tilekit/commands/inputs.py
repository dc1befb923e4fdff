"""The folders and archives passed to a command. Each is read once, and each file has its digest."""

import hashlib
import json
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from tilekit.bundle import Files
from tilekit.commands.exit_codes import UsageError
from tilekit.core.messages import N_
from tilekit.scaffold.archive import MAX_ARCHIVE_BYTES
from tilekit.scaffold.folder import SpecialFile, files_of_folder
from tilekit.scaffold.paths import MANIFEST, NOT_PLAIN

_MOST_NAMED_FOLDERS = 4


class Input(Struct, frozen=True, kw_only=True, dict=True):
    """A listing on disk. files is set for a folder, archive (bytes) for an archive; the other one is None."""

    path: Path
    files: Files | None = None
    archive: bytes | None = None

    @property
    def folder(self) -> str:
        """The name of the folder, which checks compare with the names of files."""
        return self.path.resolve().name

    def digest(self) -> str:
        """sha256 (hex) of everything that a check can read. Raises UsageError if a file can't be read."""
        if self.files is None:
            return hashlib.sha256(self.archive or b"").hexdigest()
        files = [(path, self._file_digest(self.files, path)) for path in self.files]
        content = json.dumps([self.folder, files, list(self.files.links)])
        return hashlib.sha256(content.encode()).hexdigest()

    def _file_digest(self, files: Files, path: str) -> str:
        try:
            return files.digest(path)
        except OSError as error:
            raise unreadable(self.path / path, error) from error


def read_input(path: str) -> Input:
    """The listing at a path. Raises UsageError if it is neither a folder nor a file, or cannot be read."""
    place = Path(path)
    try:
        if place.is_dir():
            files = files_of_folder(place)
            _require_size(path, sum(map(files.size, files)))
            return Input(path=place, files=files)
        _require_size(path, place.stat().st_size)
        return Input(path=place, archive=place.read_bytes())
    except SpecialFile as error:
        raise UsageError.of(NOT_PLAIN, path=error.path) from error
    except OSError as error:
        raise unreadable(place, error) from error


def _require_size(path: str, size_bytes: int) -> None:
    """Raise UsageError if a folder is too large. It is read into memory like an archive, so the same limit applies."""
    if size_bytes > MAX_ARCHIVE_BYTES:
        text = N_("{path} is larger than {limit} MB, the limit for a listing.")
        raise UsageError.of(text, path=path, limit=MAX_ARCHIVE_BYTES // 1_000_000)


def require_listings(paths: Iterable[str]) -> None:
    """Raise UsageError, before anything is printed, if a path is neither a folder nor an archive of one listing."""
    for path in paths:
        try:
            place = Path(path)
            is_there, is_usable = os.path.lexists(place), place.is_dir() or place.is_file()
        except ValueError as error:  # a NUL byte in the name
            raise UsageError.of(N_("{path} does not exist."), path=repr(path)) from error
        if not is_there or not path:  # an empty name, such as an unset variable in CI, doesn't mean this folder
            raise UsageError.of(N_("{path} does not exist."), path=path or repr(path))
        if not is_usable:
            raise UsageError.of(N_("{path} is neither a folder nor a file."), path=path)
        if place.is_file() and (folder := _listing_around(place)):
            text = N_("{path} is a file in a listing. Use the listing's folder: {folder}")
            raise UsageError.of(text, path=path, folder=folder)
        _require_no_collection(path, place)


def _require_no_collection(path: str, place: Path) -> None:
    """Raise UsageError for a folder of listings: their files would be reported as unknown, and
    `fix` might delete them.
    """
    if not place.is_dir() or os.path.lexists(place / MANIFEST):
        return
    try:
        inner = sorted(folder for folder in place.iterdir() if (folder / MANIFEST).is_file())
    except OSError as error:
        raise unreadable(place, error) from error
    if inner:
        text = N_("{path} contains several listings but is not a listing itself. Choose from: {folders}")
        quoted = [shlex.quote(str(folder)) for folder in inner[:_MOST_NAMED_FOLDERS]]
        folders = " ".join([*quoted, *(["…"] if len(inner) > _MOST_NAMED_FOLDERS else [])])
        raise UsageError.of(text, path=path, folders=folders)


def _listing_around(place: Path) -> str:
    """The folder of the listing that contains a file; "" if there is none or it is an archive."""
    if place.suffix.lower() == ".zip":
        return ""
    folders = (folder for folder in place.absolute().parents if (folder / MANIFEST).is_file())
    return next((os.path.relpath(folder) for folder in folders), "")


def listing_folders(root: Path) -> Iterator[Path]:
    """The folders of all listings in a folder, which may be one itself. Hidden folders are left out."""
    for folder, folders, files in os.walk(root):
        if MANIFEST in files:
            yield Path(folder)
        folders[:] = [] if MANIFEST in files else [name for name in folders if name[0] != "."]


def unreadable(path: Path, error: OSError) -> UsageError:
    """The error for a file that cannot be read, with the name of the file."""
    named = error.filename if isinstance(error.filename, str) else str(path)
    return UsageError.of(N_("{path} cannot be read: {reason}."), path=named, reason=error.strerror or str(error))
