"""The cache of an instance with Redis. While Redis is not available, the database takes its place."""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from common import metrics
from common.external_service import ExternalService, ServiceUnavailable

_redis = ExternalService(RedisError)


def _or_fallback(name: str) -> Callable[..., Any]:
    in_redis = getattr(RedisCache, name)

    def operation(self: RedisCache, *args: Any, **kwargs: Any) -> object:
        try:
            with _redis.call():
                return in_redis(self, *args, **kwargs)
        except ServiceUnavailable:
            metrics.add(metrics.CACHE_ERRORS)
            return getattr(caches["fallback"], name)(*args, **kwargs)

    return operation


class FallbackCache(RedisCache):
    """A Redis cache that uses the database while Redis is down, because sign-in limits must hold during an outage."""

    add, get, set, touch, delete, has_key, incr, get_many, set_many, delete_many, clear = map(
        _or_fallback,
        ("add", "get", "set", "touch", "delete", "has_key", "incr", "get_many", "set_many", "delete_many", "clear"),
    )
