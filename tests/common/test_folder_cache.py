"""The cache of an instance without Redis."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common.folder_cache import FolderCache

THREADS, CALLS = 4, 50


def test_no_count_is_lost_between_threads(tmp_path: Path) -> None:
    cache = FolderCache(str(tmp_path / "cache"), {})

    def count(_number: int) -> None:
        cache.add("calls", 0)
        cache.incr("calls")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(count, range(THREADS * CALLS)))

    assert cache.get("calls") == THREADS * CALLS


def test_entries_are_listed_and_deleted(tmp_path: Path) -> None:
    cache = FolderCache(str(tmp_path / "cache"), {})
    cache.set("page", {"text": "pass-4711"})
    cache.set("count", 3)
    (tmp_path / "cache" / "damaged.djcache").write_bytes(b"")

    (entry,) = [entry for entry in cache.entries() if b"pass-4711" in entry.content]
    entry.delete()

    assert (cache.get("page"), cache.get("count")) == (None, 3)
