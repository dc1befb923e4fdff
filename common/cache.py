"""The caches of an instance: Redis, with the database while Redis is not available, or a folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from django.core.files import locks
from redis.exceptions import RedisError

from common.external_service import ExternalService, ServiceUnavailable

_redis = ExternalService(RedisError)


def _or_fallback(name: str) -> Callable[..., Any]:
    in_redis = getattr(RedisCache, name)

    def operation(self: RedisCache, *args: Any, **kwargs: Any) -> object:
        try:
            with _redis.call():
                return in_redis(self, *args, **kwargs)
        except ServiceUnavailable:
            return getattr(caches["fallback"], name)(*args, **kwargs)

    return operation


class FallbackCache(RedisCache):
    """Sign-in limits are counted here, so an outage of Redis must neither raise an error nor lift a limit."""

    add, get, set, touch, delete, has_key, incr, get_many, set_many, delete_many, clear = map(
        _or_fallback,
        ("add", "get", "set", "touch", "delete", "has_key", "incr", "get_many", "set_many", "delete_many", "clear"),
    )


class FolderCache(FileBasedCache):
    """Limits are counted here, so no count may be lost: Django reads and writes a number in two steps."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._locked():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._locked():
            return super().incr(*args, **kwargs)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One thread of one process at a time. The lock ends with the file, so also with a process that is killed."""
        self._createdir()  # type: ignore[attr-defined]  # missing in the stubs
        folder: str = self._dir  # type: ignore[attr-defined]  # missing in the stubs
        with (Path(folder) / "lock").open("wb") as file:
            locks.lock(file, locks.LOCK_EX)
            yield
