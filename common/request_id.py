"""One ID for everything that belongs to a request: log lines, audit events, jobs."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.http import HttpRequest, HttpResponse

from common.ids import uuid7
from common.logs import route_of
from common.middleware import Middleware
from common.request_metrics import begin_request, record_request

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9_-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")
_log = structlog.get_logger("slipway.request")


def current_request_id() -> str:
    """The ID of the current request, or of the request that started the current job. Empty outside both."""
    return _current.get()


@contextmanager
def request_id(value: str) -> Iterator[None]:
    """Use this request ID in the block, including its log lines."""
    token = _current.set(value)
    try:
        with structlog.contextvars.bound_contextvars(request_id=value):
            yield
    finally:
        _current.reset(token)


class RequestIdMiddleware(Middleware):
    """Sets the ID of each request, or accepts a valid one from a reverse proxy, and logs one line for each request."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        received = request.headers.get(HEADER, "")
        value = received if _ACCEPTED.fullmatch(received) else uuid7().hex
        started = time.perf_counter()
        begin_request()
        with request_id(value):
            response = self.get_response(request)
            response.headers[HEADER] = value
            seconds = time.perf_counter() - started
            record_request(request, response, seconds=seconds)
            _log.info(
                "request",
                method=request.method,
                route=route_of(request),
                status=response.status_code,
                milliseconds=round(1000 * seconds, 1),
            )
        return response
