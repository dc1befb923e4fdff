"""A cache of parsed files across requests. A stored file never changes, so its parse stays valid."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from tilekit.bundle import CacheKey, Files
from tilekit.core.fileref import FileRef
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, README

# In bytes of the files; the parsed values take several times as much memory.
_KEPT_BYTES = 4_000_000
_KEPT_FILE_BYTES = 1_000_000
_FOUND_BYTES = 200
_FIELD_FILES = frozenset({MANIFEST, README, CHANGELOG})


class _ParseCache:
    """A least-recently-used cache of parsed values by digest and parser."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[CacheKey, tuple[object, int]] = OrderedDict()
        self._size = 0

    def get(self, slot: CacheKey) -> object | None:
        with self._lock:
            if slot not in self._held:
                return None
            self._held.move_to_end(slot)
            return self._held[slot][0]

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0

    def keep(self, slot: CacheKey, value: object, size: int) -> None:
        with self._lock:
            if slot in self._held:
                return
            self._held[slot] = (value, size)
            self._size += size
            while self._size > _KEPT_BYTES:
                self._size -= self._held.popitem(last=False)[1][1]


_cache = _ParseCache()


def clear_cache() -> None:
    """Clear the cache."""
    _cache.clear()


class SharedParses(dict[CacheKey, object]):
    """The `parsed` of a bundle, backed by the shared cache.

    Exceptions are not shared, because the traceback grows each time one is raised again.
    """

    def __init__(self, files: Files, references: Mapping[str, FileRef]) -> None:
        """The references map folder paths to stored files. Files that are written from fields are shared as well."""
        super().__init__()
        self._files, self._references = files, references

    def __contains__(self, slot: object) -> bool:
        if super().__contains__(slot):
            return True
        digest = self._digest(slot[0]) if isinstance(slot, tuple) else ""
        known = _cache.get((digest, slot[1])) if digest and isinstance(slot, tuple) else None
        if known is None or not isinstance(slot, tuple):
            return False
        super().__setitem__(slot, known)
        return True

    def __setitem__(self, slot: CacheKey, value: object) -> None:
        super().__setitem__(slot, value)
        digest = self._digest(slot[0])
        if digest and value is not None and not isinstance(value, Exception):
            _cache.keep((digest, slot[1]), value, _weight(value, len(self._files[slot[0]])))

    def _digest(self, path: str) -> str:
        """The digest of a shared file; "" for others."""
        if path in _FIELD_FILES:
            return self._files.digest(path) if path in self._files else ""
        reference = self._references.get(path)
        return reference.sha256 if reference and reference.size <= _KEPT_FILE_BYTES else ""


def _weight(value: object, size: int) -> int:
    """The size that a parsed value counts as: that of its file, or less for a short tuple or a bool."""
    if isinstance(value, tuple | bool):
        return _FOUND_BYTES * (1 + len(value) if isinstance(value, tuple) else 1)
    return max(size, 1)
