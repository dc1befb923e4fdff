"""Counts events per window of time in the shared cache; if Redis is not available, in the database."""

from datetime import datetime

from django.core.cache import cache


def count(name: str, *, window_seconds: int, now: datetime, by: int = 1) -> int:
    """Add to the counter of the current window, and return its value. Windows start at fixed times."""
    key = f"{name}:{int(now.timestamp()) // window_seconds}"
    cache.add(key, 0, 2 * window_seconds)
    try:
        value = cache.incr(key, by)
    except ValueError:  # the key was evicted between the two calls
        return max(by, 0)
    cache.touch(key, 2 * window_seconds)  # some caches set their default timeout when they count
    return value


def seconds_left(window_seconds: int, now: datetime) -> int:
    """Seconds until the next window starts."""
    return window_seconds - int(now.timestamp()) % window_seconds
