"""Reads the stored bytes of all entries in the shared cache, so that those with a leaked secret can be deleted."""

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.core.cache import caches
from msgspec import Struct


class CacheEntry(Struct, frozen=True, kw_only=True):
    """content is the name of the entry, if it is stored, and its pickled value."""

    content: bytes
    delete: Callable[[], None]


@runtime_checkable
class SearchableCache(Protocol):
    """A cache that can list its entries. Those of tests, in the memory of one process, can't."""

    def entries(self) -> Iterator[CacheEntry]: ...


def cache_entries() -> Iterator[CacheEntry]:
    """All entries of the portal, and nothing else in the same Redis. Raises ServiceUnavailable if Redis is down."""
    for alias in settings.CACHES:
        cache = caches[alias]
        if isinstance(cache, SearchableCache):
            yield from cache.entries()
