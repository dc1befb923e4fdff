"""A cache of parsed files that all requests share. Entries stay valid, because stored files never change."""

from collections.abc import Mapping
from threading import Lock

from cachetools import LRUCache
from msgspec import Struct

from tilekit.bundle import CacheKey, Files
from tilekit.core.fileref import FileRef
from tilekit.media.images import DecodedFacts, ImageFacts
from tilekit.parse.yaml import YamlFile
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, README

# The total weight of the values. A value with the weight of 1 MB takes 3 to 8 MB of memory.
_CACHE_BYTES = 2_000_000
_CACHED_VALUE_BYTES = 1_000_000
_FOUND_BYTES = 200
_FIELD_FILES = frozenset({MANIFEST, README, CHANGELOG})


class _Parsed(Struct, frozen=True):
    value: object
    size: int


# Parsed values by digest and parser.
_cache: LRUCache[CacheKey, _Parsed] = LRUCache(_CACHE_BYTES, getsizeof=lambda parsed: parsed.size)
_lock = Lock()


def clear_cache() -> None:
    """Remove all parsed files from the cache."""
    with _lock:
        _cache.clear()


class SharedParses(dict[CacheKey, object]):
    """The parsed files of a bundle (`Bundle.parsed`), backed by the shared cache.

    Exceptions are not shared, because a traceback grows each time its exception is raised again.
    """

    def __init__(self, files: Files, references: Mapping[str, FileRef]) -> None:
        """The argument references is {path: stored file}. Files that are written from fields are shared, too."""
        super().__init__()
        self._files, self._references = files, references

    def __contains__(self, slot: object) -> bool:
        if super().__contains__(slot):
            return True
        digest = self._digest(slot[0]) if isinstance(slot, tuple) else ""
        entry = _cached((digest, slot[1])) if digest and isinstance(slot, tuple) else None
        if entry is None or not isinstance(slot, tuple):
            return False
        super().__setitem__(slot, entry.value)
        return True

    def __setitem__(self, slot: CacheKey, value: object) -> None:
        super().__setitem__(slot, value)
        digest = self._digest(slot[0])
        if digest and value is not None and not isinstance(value, Exception):
            _store((digest, slot[1]), _Parsed(value, _weight(value, self._files.size(slot[0]))))

    def _digest(self, path: str) -> str:
        """The digest of a file whose parsed values are shared; "" for other files."""
        if path in _FIELD_FILES:
            return self._files.digest(path) if path in self._files else ""
        return self._references[path].sha256 if path in self._references else ""


def _cached(slot: CacheKey) -> _Parsed | None:
    with _lock:
        return _cache.get(slot)


def _store(slot: CacheKey, parsed: _Parsed) -> None:
    if parsed.size <= _CACHED_VALUE_BYTES:
        with _lock:
            _cache[slot] = parsed


def _weight(value: object, size: int) -> int:
    """The size in bytes of a parsed value in the cache: that of its file, or less for a tuple, bool or image facts.

    A log pipeline counts twice, because its compiled form is kept with it and takes about as much memory.
    """
    if isinstance(value, tuple | bool | ImageFacts | DecodedFacts):
        return _FOUND_BYTES * (1 + len(value) if isinstance(value, tuple) else 1)
    return max(size, 1) * (2 if _is_pipeline(value) else 1)


def _is_pipeline(value: object) -> bool:
    return isinstance(value, YamlFile) and isinstance(value.value, dict) and "pipeline" in value.value
