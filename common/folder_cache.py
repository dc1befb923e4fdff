"""The cache of an instance without Redis: a folder. Importing the Redis client would take 5 MB in each process."""

import pickle
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

from common.cache_entries import CacheEntry


class FolderCache(FileBasedCache):
    """A cache in a folder whose counters are locked: Django's own reads and writes a number in two steps."""

    # Of the base class, but missing in its stubs.
    _dir: str
    _createdir: Callable[[], None]
    _list_cache_files: Callable[[], list[str]]

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._locked():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._locked():
            return super().incr(*args, **kwargs)

    def entries(self) -> Iterator[CacheEntry]:
        """All entries, also those that have ended but whose files still exist."""
        for path in map(Path, self._list_cache_files()):
            with suppress(FileNotFoundError, EOFError, pickle.UnpicklingError, zlib.error), path.open("rb") as file:
                pickle.load(file)  # noqa: S301 when the entry ends; the portal wrote it
                content = zlib.decompress(file.read())
                yield CacheEntry(content=content, delete=partial(path.unlink, missing_ok=True))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one thread of one process run the block. The lock is released when the file closes, even after a kill."""
        self._createdir()
        with (Path(self._dir) / "lock").open("wb") as file:
            locks.lock(file, locks.LOCK_EX)
            yield
