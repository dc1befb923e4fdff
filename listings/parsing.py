"""Parsed files, kept from one request to the next: a stored file never changes, so what was read from it holds."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from tilekit.core.fileref import FileRef

# Counted in bytes of the files; what is parsed from them takes several times as much.
_KEPT_BYTES = 8_000_000
_KEPT_FILE_BYTES = 1_000_000
Slot = tuple[str, str]


class _Kept:
    """What was parsed last, by digest and parser, within a limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Slot, tuple[object, int]] = OrderedDict()
        self._size = 0

    def get(self, slot: Slot) -> object | None:
        with self._lock:
            if slot not in self._held:
                return None
            self._held.move_to_end(slot)
            return self._held[slot][0]

    def keep(self, slot: Slot, value: object, size: int) -> None:
        with self._lock:
            if slot in self._held:
                return
            self._held[slot] = (value, size)
            self._size += size
            while self._size > _KEPT_BYTES:
                self._size -= self._held.popitem(last=False)[1][1]


_kept = _Kept()


class SharedParses(dict[Slot, object]):
    """The `parsed` of a bundle: what it lacks is looked up by the digest of the file.

    Faults are not shared: an exception that is raised again and again grows its traceback.
    """

    def __init__(self, references: Mapping[str, FileRef]) -> None:
        """References maps paths in the folder to stored files."""
        super().__init__()
        self._references = references

    def __contains__(self, slot: object) -> bool:
        if super().__contains__(slot):
            return True
        if not isinstance(slot, tuple) or slot[0] not in self._references:
            return False
        known = _kept.get((self._references[slot[0]].sha256, slot[1]))
        if known is None:
            return False
        super().__setitem__(slot, known)
        return True

    def __setitem__(self, slot: Slot, value: object) -> None:
        super().__setitem__(slot, value)
        reference = self._references.get(slot[0])
        if reference and reference.size <= _KEPT_FILE_BYTES and value is not None and not isinstance(value, Exception):
            _kept.keep((reference.sha256, slot[1]), value, max(reference.size, 1))
