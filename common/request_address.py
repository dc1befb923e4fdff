"""The network from which the current request comes. Audit events store it outside themselves."""

from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from common.counters import source_of
from common.middleware import Middleware

_current: ContextVar[HttpRequest | None] = ContextVar("request_of_address", default=None)


def current_address() -> str:
    """The network of the current request, as `source_of` returns it. "" in jobs and commands."""
    request = _current.get()
    return source_of(request) if request is not None else ""


class RequestAddressMiddleware(Middleware):
    """Makes the address of a request known to code that doesn't get the request. It is read only if it is needed."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _current.set(request)
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)
