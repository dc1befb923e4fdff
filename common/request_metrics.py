"""Records the requests of the web process, and the time that they spend in database queries."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

from common import metrics

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_OTHER_METHOD, _STATIC, _UNKNOWN = "other", "static", "unknown"


class _Queries(threading.local):
    """The queries of the current request, which has its thread for itself."""

    number: int = 0
    seconds: float = 0.0


_queries = _Queries()


def time_queries() -> None:
    """Measure the queries of all connections of this thread, and of those that are opened from here on."""
    for connection in connections.all(initialized_only=True):
        _measure_connection(connection=connection)
    connection_created.connect(_measure_connection, dispatch_uid="request_metrics")


def begin_request() -> None:
    """Forget the queries before this request, such as those of a streamed response."""
    _queries.number, _queries.seconds = 0, 0.0


def record_request(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """Count a request that was answered in this thread."""
    if not metrics.is_recording():
        return
    view = view_label(request)
    method = request.method if request.method in _METHODS else _OTHER_METHOD
    metrics.add(metrics.REQUESTS, view, method, metrics.status_class(response.status_code))
    metrics.observe(metrics.REQUEST_SECONDS, view, seconds=seconds)
    if _queries.number:
        metrics.add(metrics.REQUEST_QUERIES, view, by=_queries.number)
        metrics.add(metrics.REQUEST_QUERY_SECONDS, view, by=_queries.seconds)


def view_label(request: HttpRequest) -> str:
    """The name of the view. All paths without a view have one label, because anybody can invent more."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    return _STATIC if request.path_info.startswith(settings.STATIC_URL) else _UNKNOWN


def _measure_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _timed(execute: Callable[..., Any], *query: Any) -> Any:  # noqa: ANN401 the result of the cursor
    started = time.perf_counter()
    try:
        return execute(*query)
    except DatabaseError as fault:
        metrics.add(metrics.DATABASE_ERRORS, type(fault).__name__)
        raise
    finally:
        _queries.number += 1
        _queries.seconds += time.perf_counter() - started
