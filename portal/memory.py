"""Memory management of the processes."""

import ctypes
import gc
from contextlib import suppress


def disable_gc() -> None:
    """Disable garbage collection while loading, because it takes a fifth of the time until the first page."""
    gc.disable()


def freeze_and_enable_gc() -> None:
    """Exclude loaded objects from garbage collection, which also keeps memory shared between processes."""
    gc.collect()
    gc.freeze()
    gc.enable()


def free_memory() -> None:
    """Free memory after a job, because the next one is about another listing. Returns it to the system if possible."""
    from files import store  # app ready
    from listings.content import parse_cache
    from tilekit.queries import languages  # only needed after checks

    for cache in (store, parse_cache, languages):
        cache.clear_cache()
    gc.collect()
    with suppress(OSError, AttributeError):  # only in glibc
        ctypes.CDLL(None).malloc_trim(0)
