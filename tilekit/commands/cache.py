"""Findings of files that did not change, kept in the user's cache folder. Whatever is wrong with it, it is only slow.

An entry's name says everything that its findings follow from: every byte of the listing, what was asked for, the
language, the day, and the very files of tilekit and of the libraries beside it. Behind its findings stands what each
check read to find them (`tilekit.checks.changes`). Where a listing lies, a second file names the last entry of the
place: when some of its files change, only the checks that read those are asked again.
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
from typing import TYPE_CHECKING, TypedDict, TypeVar, cast

import msgspec

import tilekit
from tilekit.commands.inputs import Input
from tilekit.commands.outcome import Outcome
from tilekit.commands.wish import Wish, today
from tilekit.commands.words import language

if TYPE_CHECKING:
    from tilekit.checks.changes import StoredMarks

MOST_BYTES = 100_000_000
_FORMAT = 3
T = TypeVar("T")


class _Entry(TypedDict):
    """The first line of an entry."""

    key: str
    outcome: Outcome


class Cache:
    """folder is None if nothing is cached."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, found: Input, wish: Wish) -> str:
        """The name of the entry. Raises UsageError where a file of the listing cannot be read."""
        return self._name(wish, found.files is None, found.digest(), today().isoformat()) if self.folder else ""

    def place(self, found: Input, wish: Wish) -> str:
        """The name of the file that names the last entry of the place where the listing lies."""
        return self._name(wish, os.fsdecode(found.path.resolve())) if self.folder else ""

    def get(self, key: str, path: str) -> Outcome | None:
        """The entry as an outcome of the path; None where there is none that can be read."""
        kept = _read(self._lines(key)[:1], _Entry)
        return {**kept["outcome"], "path": path} if kept and kept["key"] == key else None

    def last(self, place: str, path: str) -> tuple[Outcome, "StoredMarks"] | None:
        """The last outcome of the place and what its checks had read; None where that is not known."""
        key = b"".join(self._lines(place)).decode(errors="replace")
        if not key.isalnum():
            return None
        outcome, marks = self.get(key, path), _read(self._lines(key)[-1:], dict)
        return (outcome, cast("StoredMarks", marks)) if outcome and marks else None

    def put(self, key: str, outcome: Outcome, *, place: str, marks: "StoredMarks | None") -> None:
        """Cache an outcome as the last one of its place, with what its checks read if that can be reused."""
        if self.folder is None:
            return
        entry = f"{json.dumps({'key': key, 'outcome': outcome})}\n{json.dumps(marks)}"
        _write(self._file(self.folder, key), entry.encode())
        _write(self._file(self.folder, place), key.encode())

    def _name(self, wish: Wish, *facts: object) -> str:
        asked = [wish.scope, wish.stage, sorted(wish.select), sorted(wish.ignore), wish.shipped, wish.patches]
        return hashlib.sha256(json.dumps([_FORMAT, self._stamp, language(), asked, *facts]).encode()).hexdigest()

    def _lines(self, key: str) -> list[bytes]:
        """The lines of a file of ours; the oldest use goes first."""
        if self.folder is None or not key:
            return []
        file = self._file(self.folder, key)
        try:
            os.utime(file)
            return file.read_bytes().split(b"\n")
        except (OSError, ValueError):
            return []

    def trim(self) -> None:
        """Remove the least recently used entries until the rest fits."""
        entries = sorted(self._entries(), reverse=True)
        size = 0
        for _, size_bytes, path in entries:
            size += size_bytes
            if size > MOST_BYTES:
                with contextlib.suppress(OSError):
                    Path(path).unlink()

    def _entries(self) -> Iterator[tuple[int, int, str]]:
        """(last use in ns, bytes, path) of each file of ours."""
        if self.folder is None:
            return
        for root, _, names in os.walk(self.folder):
            for name in names:
                with contextlib.suppress(OSError):
                    state = os.lstat(os.path.join(root, name))  # noqa: PTH118 thousands of them
                    yield state.st_mtime_ns, state.st_size, os.path.join(root, name)  # noqa: PTH118

    def _file(self, folder: Path, key: str) -> Path:
        return folder / key[:2] / key[2:]

    @cached_property
    def _stamp(self) -> str:
        """Names this tilekit: its version, its files, this Python and what is installed beside it."""
        digest = hashlib.sha256(f"{tilekit.__version__} {sys.version}".encode())
        packages = Path(sysconfig.get_path("purelib"))
        digest.update(str(packages.stat().st_mtime_ns if packages.is_dir() else 0).encode())
        for line in sorted(_file_stamps(str(Path(tilekit.__file__).parent))):
            digest.update(line.encode())
        return digest.hexdigest()


def _write(file: Path, data: bytes) -> None:
    """Write the file atomically."""
    import tempfile  # noqa: PLC0415 slow import

    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(data)
            Path(made).replace(file)
        except OSError:
            Path(made).unlink(missing_ok=True)


def _read(lines: list[bytes], kind: type[T]) -> T | None:
    """What a line holds; None where there is none or it holds anything else."""
    try:
        return msgspec.json.decode(b"".join(lines), type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def users_cache() -> Cache:
    """The cache of this user: TILEKIT_CACHE, else below XDG_CACHE_HOME or ~/.cache; none where there is no home."""
    if chosen := os.environ.get("TILEKIT_CACHE"):
        return Cache(Path(chosen))
    below = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(below):  # noqa: PTH117 a relative one is to be ignored, says its standard
        return Cache(Path(below) / "tilekit")
    try:
        return Cache(Path.home() / ".cache" / "tilekit")
    except RuntimeError:
        return Cache(None)


def _file_stamps(folder: str) -> Iterator[str]:
    """Path, size and time of every file below, compiled ones aside."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _file_stamps(entry.path)
            else:
                state = entry.stat()
                yield f"{entry.path}\0{state.st_size}\0{state.st_mtime_ns}\n"
