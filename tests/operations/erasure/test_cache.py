"""A leaked secret is erased in the cache, and what else is there stays: counters, and messages of jobs in Redis."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.core.management import CommandError
from pytest_django import Settings
from redis import Redis

from common.cache_entries import cache_entries
from tests.operations.erasure.test_rows import SECRET, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
has_redis = pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="there is no Redis")


@pytest.mark.slow
def test_only_entries_with_the_secret_are_deleted(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = {"BACKEND": "common.folder_cache.FolderCache", "LOCATION": tmp_path / "cache"}
    settings.CACHES = {"default": folder}
    cache.set_many({"page": {"text": f"Use {SECRET}."}, "failures": 4})

    assert "cache: 1\n" in run(monkeypatch, "--rehearse")
    assert "cache: 1, 1 erased\n" in run(monkeypatch)

    assert (cache.get("page"), cache.get("failures")) == (None, 4)


@has_redis
def test_messages_and_other_data_in_redis_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    redis = Redis.from_url(os.environ["REDIS_URL"])
    redis.rpush("slipway:interactive", "a job")
    redis.set("another-app", SECRET)
    cache.set_many({"page": f"Use {SECRET}.", "failures": 4})
    caches["fallback"].set(SECRET.replace(" ", "-"), SECRET)

    try:
        assert "cache: 2, 2 erased\n" in run(monkeypatch)
        assert redis.lrange("slipway:interactive", 0, -1) == [b"a job"]
        assert redis.get("another-app") == SECRET.encode()
    finally:
        redis.delete("slipway:interactive", "another-app")
    assert (cache.get("page"), cache.get("failures")) == (None, 4)
    assert SECRET.encode() not in b"".join(entry.content for entry in cache_entries())


def test_cache_that_does_not_respond_is_reported(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    down = {"BACKEND": "common.redis_cache.FallbackCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": down}

    with pytest.raises(CommandError, match="Run the command again"):
        run(monkeypatch)
