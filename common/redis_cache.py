"""The cache of an instance with Redis. While Redis is not available, the database takes its place."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from common import metrics
from common.cache_entries import CacheEntry
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

    def entries(self) -> Iterator[CacheEntry]:
        """All entries. The messages of jobs in the same Redis have other names. Raises ServiceUnavailable."""
        with _redis.call():
            client = self._cache.get_client(None, write=True)
            for key in list(client.scan_iter(match=self.make_key("*"))):
                content = key + b"\0" + (client.get(key) or b"")
                yield CacheEntry(content=content, delete=partial(_delete_key, client, key))


class TableCache(DatabaseCache):
    """A cache in a table, in which entries stay from the last outage until others take their place."""

    _table: str  # of the base class, but missing in its stubs

    def entries(self) -> Iterator[CacheEntry]:
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT cache_key, value FROM {table}")  # noqa: S608 a name
            rows = cursor.fetchall()
        for key, value in rows:
            yield CacheEntry(content=key.encode() + b"\0" + b64decode(value), delete=partial(_delete_row, table, key))


def _delete_key(client: Redis, key: bytes) -> None:
    with _redis.call():
        client.delete(key)


def _delete_row(table: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE cache_key = %s", [key])  # noqa: S608 a name
