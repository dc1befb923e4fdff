"""When the collector of cycles works: not where it has nothing to find."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector, for what lets nothing go before it is through."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def kept() -> Iterator[None]:
    """For loading modules, which stay until the process ends: the collector walks them neither now nor at its end.

    To look for cycles among all that the checks bring is a fifth of the time of a short command.
    """
    with uncollected():
        try:
            yield
        finally:
            gc.freeze()
