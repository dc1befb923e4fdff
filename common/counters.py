"""Counts events per window of time in the shared cache; if Redis is not available, in the database."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest

from common.ip_addresses import source_network


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


def is_first(name: str, *, window_seconds: int, now: datetime) -> bool:
    """Whether nobody has asked for the name in the current window. False if the cache is not available."""
    try:
        return cache.add(f"{name}:{int(now.timestamp()) // window_seconds}", 1, window_seconds)
    except (OSError, DatabaseError):
        return False


def seconds_left(window_seconds: int, now: datetime) -> int:
    """Seconds until the next window starts."""
    return window_seconds - int(now.timestamp()) % window_seconds


def source_of(request: HttpRequest) -> str:
    """The network from which the request comes. Behind proxies it is the one that the first of ours has seen.

    "" if the server doesn't know it, for example behind a Unix socket.
    """
    try:
        return source_network(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
