"""When a job is tried again."""

from datetime import timedelta

_FIRST_WAIT_SECONDS = 2
LONGEST_WAIT_SECONDS = 600


def wait_after(attempt: int) -> timedelta:
    """How long to wait after the failed attempt (1, 2, ...): 2 s, 12 s, 72 s, ... at most 10 minutes."""
    return timedelta(seconds=min(_FIRST_WAIT_SECONDS * 6 ** (attempt - 1), LONGEST_WAIT_SECONDS))
