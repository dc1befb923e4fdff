"""Middleware that gives each response of the API the format of its surface."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api.idempotency.calls import abandon_call, close_call
from api.limits import add_limit_headers
from api.mounts import surface_of
from api.surfaces import Surface, is_formatted
from common.hosts import host_refusal

_ERRORS = 400
# Headers that describe the replaced body.
_OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Location"}


class SurfaceMiddleware:
    """Rewrites paths to the spelling of the routes, and gives every error the format of its surface."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        surface = surface_of(request.path_info)
        if surface is None:
            return self.get_response(request)
        request.path_info = surface.canonical(request.path_info)
        # A chunked body would look empty to all code after this middleware.
        is_sized = "Transfer-Encoding" not in request.headers
        response = (
            self._response(request) if is_sized else surface.error_for_status(request, HTTPStatus.LENGTH_REQUIRED)
        )
        if response.status_code >= _ERRORS and not is_formatted(response):
            response = _in_surface_format(surface, request, response)
        response.cookies.clear()  # a replaced error page may have set one
        _allow_head(response)
        add_limit_headers(request, response)
        surface.finish(request, response)
        return response

    def _response(self, request: HttpRequest) -> HttpResponse:
        """The response. HEAD is routed like GET; the web server leaves out the body."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"


class IdempotencyMiddleware:
    """Stores the response to a call with an idempotency key. Must be the last middleware, before compression."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return close_call(request, self.get_response(request))
        finally:
            abandon_call(request)


def _allow_head(response: HttpResponse) -> None:
    """Add HEAD to the Allow header if it contains GET. The router doesn't know that HEAD is allowed, too."""
    methods = response.headers.get("Allow", "").split(", ")
    if "GET" in methods:
        response.headers["Allow"] = ", ".join(sorted({*methods, "HEAD"}))


def _in_surface_format(surface: Surface, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The error in the format of the surface. Keeps headers such as Retry-After, Allow and security headers."""
    refusal = host_refusal(response)
    own = surface.refuse(request, refusal) if refusal else surface.error_for_status(request, response.status_code)
    for name, value in response.headers.items():
        if name not in _OF_THE_BODY:
            own.headers.setdefault(name, value)
    return own
