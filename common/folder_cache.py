"""The cache of an instance without Redis: a folder. Importing the Redis client would take 5 MB in each process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks


class FolderCache(FileBasedCache):
    """A cache in a folder whose counters are locked: Django's own reads and writes a number in two steps."""

    # Of the base class, but missing in its stubs.
    _dir: str
    _createdir: Callable[[], None]

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._locked():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._locked():
            return super().incr(*args, **kwargs)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one thread of one process run the block. The lock is released when the file closes, even after a kill."""
        self._createdir()
        with (Path(self._dir) / "lock").open("wb") as file:
            locks.lock(file, locks.LOCK_EX)
            yield
