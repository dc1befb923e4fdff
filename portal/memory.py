"""What a process that serves pages does with its memory once everything is loaded."""

import gc

# What one request makes and leaves is freed without the collector, which looks for cycles among the rest, after so many
# new objects. A large listing has tens of thousands: with Python's own 700 every tenth save of one pays for a look at
# all files that are kept parsed.
COLLECT_AFTER = 50_000
_YOUNG_PER_MIDDLE = _MIDDLE_PER_OLD = 20


def load_at_once() -> None:
    """Begin to load what stays: looking for what could be thrown away is a fifth of the time until the first page."""
    gc.disable()


def settle() -> None:
    """What stays is loaded: leave it out of collections, which also keeps the memory that processes share shared."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(COLLECT_AFTER, _YOUNG_PER_MIDDLE, _MIDDLE_PER_OLD)
