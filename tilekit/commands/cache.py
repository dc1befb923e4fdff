"""Caches findings of unchanged listings in the user's cache folder. Without a usable cache, checks only take longer.

The name of an entry is a hash of everything that its findings depend on: every byte of the listing, the options, the
language, the day, and the files of tilekit and its libraries.
"""

import contextlib
import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TypedDict, TypeVar

import msgspec

import tilekit
from tilekit.commands.check_selection import CheckSelection, today
from tilekit.commands.inputs import Input
from tilekit.commands.listing_outcome import ListingOutcome
from tilekit.commands.translation import language

T = TypeVar("T")
MAX_CACHE_BYTES = 100_000_000
_FORMAT = 5


class _Entry(TypedDict):
    """The content of a cache file."""

    key: str
    outcome: ListingOutcome


class Cache:
    """The cache; folder is None if nothing is cached."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, listing_input: Input, selection: CheckSelection) -> str:
        """The name of the entry; "" if nothing is cached. Raises UsageError if a file of the listing can't be read."""
        if self.folder is None:
            return ""
        options = [
            selection.scope,
            selection.stage,
            sorted(selection.select),
            sorted(selection.ignore),
            selection.shipped,
            selection.patches,
            selection.with_observed,
            selection.shared.get(str(listing_input.path)),
        ]
        content = [listing_input.files is None, listing_input.digest(), today().isoformat()]
        return hashlib.sha256(json.dumps([_FORMAT, self._stamp, language(), options, content]).encode()).hexdigest()

    def get(self, key: str, path: str) -> ListingOutcome | None:
        """The entry as an outcome of the path; None if there is none or it can't be read. Marks it as recently used."""
        file = self._file_of_key(self.folder, key) if self.folder and key else None
        entry = read_cached(file, _Entry)
        if file is None or entry is None or entry["key"] != key:
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return {**entry["outcome"], "path": path}

    def put(self, key: str, outcome: ListingOutcome) -> None:
        """Cache an outcome."""
        if self.folder is not None:
            write_cached(self._file_of_key(self.folder, key), _Entry(key=key, outcome=outcome))

    def trim(self) -> None:
        """Remove the least recently used entries until the rest fits."""
        entries = sorted(self._cached_files(), reverse=True)
        size = 0
        for _, size_bytes, path in entries:
            size += size_bytes
            if size > MAX_CACHE_BYTES:
                with contextlib.suppress(OSError):
                    Path(path).unlink()

    def _cached_files(self) -> Iterator[tuple[int, int, str]]:
        """(last use in ns, bytes, path) of each of our cache files."""
        if self.folder is None:
            return
        for root, _, names in os.walk(self.folder):
            for name in names:
                with contextlib.suppress(OSError):
                    path = f"{root}/{name}"  # there are thousands, and a Path takes time
                    state = os.lstat(path)
                    yield state.st_mtime_ns, state.st_size, path

    def _file_of_key(self, folder: Path, key: str) -> Path:
        return folder / key[:2] / key[2:]

    @cached_property
    def _stamp(self) -> str:
        """A hash of this installation: the version of tilekit, its files, this Python and the installed packages."""
        digest = hashlib.sha256(f"{tilekit.__version__} {sys.version}".encode())
        packages = Path(sysconfig.get_path("purelib"))
        digest.update(str(packages.stat().st_mtime_ns if packages.is_dir() else 0).encode())
        for line in sorted(_file_stamps(str(Path(tilekit.__file__).parent))):
            digest.update(line.encode())
        return digest.hexdigest()


def read_cached(file: Path | None, kind: type[T]) -> T | None:
    """The content of a file in the cache; None if there is none or it is not valid."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind) if file else None
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None


def write_cached(file: Path, content: object) -> None:
    """Write the content to a file in the cache, as a whole or not at all."""
    import tempfile  # slow import

    with contextlib.suppress(OSError, UnicodeEncodeError):  # names of files may contain lone surrogates
        data = msgspec.json.encode(content)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(data)
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)


def user_cache() -> Cache:
    """The cache of this user: TILEKIT_CACHE, otherwise a folder in XDG_CACHE_HOME or ~/.cache; none if there is no home
    folder.
    """
    if chosen := os.environ.get("TILEKIT_CACHE"):
        return Cache(Path(chosen))
    below = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if below.is_absolute():  # its standard says that a relative one must be ignored
        return Cache(below / "tilekit")
    try:
        return Cache(Path.home() / ".cache" / "tilekit")
    except RuntimeError:
        return Cache(None)


def _file_stamps(folder: str) -> Iterator[str]:
    """Path, size and modification time of every file in the folder, except compiled ones."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _file_stamps(entry.path)
            else:
                state = entry.stat()
                yield f"{entry.path}\0{state.st_size}\0{state.st_mtime_ns}\n"
