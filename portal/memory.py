"""What the processes do with their memory: what stays, and what is given back."""

import ctypes
import gc
from contextlib import suppress


def load_at_once() -> None:
    """Begin to load what stays: looking for what could be thrown away is a fifth of the time until the first page."""
    gc.disable()


def settle() -> None:
    """What stays is loaded: leave it out of collections, which also keeps the memory that processes share shared."""
    gc.collect()
    gc.freeze()
    gc.enable()


def give_back() -> None:
    """After a job: the next one is about another listing. Free memory goes back to the system, as far as it can."""
    from files import store  # noqa: PLC0415 app ready
    from listings import parsing  # noqa: PLC0415 app ready

    store.forget()
    parsing.forget()
    gc.collect()
    with suppress(OSError, AttributeError):  # not the C library of Linux
        ctypes.CDLL(None).malloc_trim(0)
