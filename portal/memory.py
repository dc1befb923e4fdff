"""What a process that serves pages does with its memory once everything is loaded."""

import gc

# What one request makes and leaves is freed without the collector, which looks for cycles among the rest, after so many
# new objects. A large listing has tens of thousands: with Python's own 700 every tenth save of one pays for a look at
# all files that are kept parsed.
COLLECT_AFTER = 50_000
_YOUNG_PER_MIDDLE = _MIDDLE_PER_OLD = 20


def settle() -> None:
    """Leave what is loaded out of collections, which also keeps the pages of memory that processes share shared."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, _YOUNG_PER_MIDDLE, _MIDDLE_PER_OLD)
