"""Rate limits of calls while Redis is unavailable."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from portal import connections
from portal.environment import read_environment
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api
from tests.api.v1_client import V1

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NOBODY = "redis://127.0.0.1:1/0"  # no service listens on this port


@pytest.fixture
def _without_redis(settings: Settings, tmp_path: Path) -> None:
    environment = read_environment({"DATA_DIR": str(tmp_path), "REDIS_URL": NOBODY})
    settings.CACHES = connections.caches(environment)
    settings.API_CALLS_PER_MINUTE = 2
    call_command("createcachetable")


@pytest.mark.usefixtures("_without_redis")
@pytest.mark.parametrize("surface", [Api, V1])
def test_the_database_counts_calls_while_redis_is_away(surface: type[Api | V1]) -> None:
    api, path = surface(make_caller()), "products" if surface is Api else "listings"
    responses = [api.get(path) for _ in range(5)]
    statuses = [response.status_code for response in responses]
    assert (statuses[0], 429 in statuses, set(statuses) <= {200, 429}) == (200, True, True)
    assert responses[0]["RateLimit-Remaining"] == "1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache WHERE cache_key LIKE '%%api-calls:application:%%'")
        assert cursor.fetchall()
