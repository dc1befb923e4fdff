"""Tests Redis: a key is written and deleted."""

from uuid import uuid4

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, ConnectionError, RedisError, TimeoutError  # noqa: A004 not built-in
from redis.retry import Retry

from portal.doctor.problems import ServiceDown, ServiceProblem, problem_text

_CONNECTION_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)}


def check_redis() -> None:
    """Do nothing if no Redis is configured. Raises ServiceProblem, ServiceDown."""
    url = settings.ENVIRONMENT.redis_url
    if not url:
        return
    try:
        with Redis.from_url(url, **_CONNECTION_OPTIONS) as client:
            name = f"slipway:doctor:{uuid4()}"
            client.set(name, "", ex=60)
            client.delete(name)
    except RedisError as fault:
        problem = ServiceDown if _is_outage(fault) else ServiceProblem
        raise problem(problem_text(str(fault), "Check REDIS_URL.")) from fault


def _is_outage(fault: RedisError) -> bool:
    return isinstance(fault, ConnectionError | TimeoutError) and not isinstance(fault, AuthenticationError)
