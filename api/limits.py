"""Rate and size limits of the API. Calls are counted in the cache; if Redis is not available, in the database."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from accounts.models import Application
from api.policies import API_CALLS_PER_MINUTE
from common.counters import count, seconds_left

WINDOW_SECONDS = 60
ORGANISATION_SHARE = 3  # limit of all applications of an organisation, as a multiple of the limit of one
MAX_JSON_BYTES = 1_000_000  # maximum size of a JSON body
_ALLOWANCE, _RETRY_AFTER = "allowance", "retry_seconds"  # attributes of requests


class Allowance(Struct, frozen=True, kw_only=True):
    """The state of a rate limit: calls per window, used calls, and seconds until the next window."""

    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit


def count_call(name: str, *, limit: int, now: datetime) -> Allowance:
    """Count one call under the name in the current window. Calls over the limit are counted, too."""
    used = count(f"api-calls:{name}", window_seconds=WINDOW_SECONDS, now=now)
    return Allowance(limit=limit, used=used, reset=seconds_left(WINDOW_SECONDS, now))


def count_call_of(application: Application, *, now: datetime) -> Allowance:
    """Count a call of the application and its organisation. Returns the allowance with fewer remaining calls."""
    limit = API_CALLS_PER_MINUTE.value
    counted = (
        count_call(f"application:{application.pk}", limit=limit, now=now),
        count_call(f"organisation:{application.organisation_id}", limit=ORGANISATION_SHARE * limit, now=now),
    )
    return min(counted, key=lambda allowance: allowance.limit - allowance.used)


def set_allowance(request: HttpRequest, allowance: Allowance) -> None:
    """Set the allowance for the RateLimit headers of the response."""
    setattr(request, _ALLOWANCE, allowance)


def set_retry_after(request: HttpRequest, seconds: int) -> None:
    """Set the Retry-After header of the response."""
    setattr(request, _RETRY_AFTER, seconds)


def add_limit_headers(request: HttpRequest, response: HttpResponse) -> None:
    """Add the RateLimit headers of the IETF draft and, if the client should retry, Retry-After."""
    seconds: int | None = getattr(request, _RETRY_AFTER, None)
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    allowance: Allowance | None = getattr(request, _ALLOWANCE, None)
    if allowance is None:
        return
    response.headers["RateLimit-Limit"] = str(allowance.limit)
    response.headers["RateLimit-Remaining"] = str(allowance.remaining)
    response.headers["RateLimit-Reset"] = str(allowance.reset)
    if allowance.is_exceeded:
        response.headers["Retry-After"] = str(allowance.reset)
