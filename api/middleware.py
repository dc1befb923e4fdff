"""Middleware that gives each response of the API the format of its surface."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from api.call_metrics import record_call
from api.errors import HttpsRequired
from api.idempotency.calls import abandon_call, close_call
from api.limits import add_limit_headers
from api.surfaces import LoadedSurface, is_formatted, mark_formatted, surface_of
from common.middleware import Middleware
from common.refusals import refusal_of
from common.request_id import RequestIdMiddleware

_ERRORS = 400
# Headers that describe the replaced body.
_OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Location"}


class SurfaceMiddleware(Middleware):
    """Rewrites paths to the spelling of the routes, and gives every error the format of its surface."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = surface_of(request.path_info)
        if place is None:
            return self.get_response(request)
        surface, request.path_info = place.loaded, place.canonical(request.path_info)
        response = _refusal(surface, request) or self._response(request)
        if response.status_code >= _ERRORS and not is_formatted(response):
            response = _in_surface_format(surface, request, response)
        response.cookies.clear()  # a replaced error page may have set one
        _allow_head(response)
        add_limit_headers(request, response)
        surface.finish(request, response)
        record_call(place.name, request, response)
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


class IdempotencyMiddleware(Middleware):
    """Stores the response to a call with an idempotency key. Must be the last middleware, before compression."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return close_call(request, self.get_response(request))
        finally:
            abandon_call(request)


def _refusal(surface: LoadedSurface, request: HttpRequest) -> HttpResponse | None:
    """The response to a call that was sent without TLS, or whose length is unknown; None for others."""
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return mark_formatted(surface.refuse(request, HttpsRequired()))
    # A chunked body would look empty to all code after this middleware.
    if "Transfer-Encoding" in request.headers:
        return surface.error_for_status(request, HTTPStatus.LENGTH_REQUIRED)
    return None


def _allow_head(response: HttpResponse) -> None:
    """Add HEAD to the Allow header if it contains GET. The router doesn't know that HEAD is allowed, too."""
    methods = response.headers.get("Allow", "").split(", ")
    if "GET" in methods:
        response.headers["Allow"] = ", ".join(sorted({*methods, "HEAD"}))


def _in_surface_format(surface: LoadedSurface, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The error in the format of the surface. Keeps headers such as Retry-After, Allow and security headers."""
    refusal = refusal_of(response)
    error = surface.refuse(request, refusal) if refusal else surface.error_for_status(request, response.status_code)
    for name, value in response.headers.items():
        if name not in _OF_THE_BODY:
            error.headers.setdefault(name, value)
    return error


def unreadable_request_response(path: str, status: HTTPStatus) -> HttpResponse | None:
    """The response to a request that the web server can't read, after which it closes the connection.

    None for paths outside the API. It is in English, because nothing is known of the headers.
    """
    if surface_of(path) is None:
        return None
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    middleware = RequestIdMiddleware(SurfaceMiddleware(lambda _request: HttpResponse(status=status)))
    with translation.override(settings.LANGUAGE_CODE):
        response = middleware(request)
    response.headers["Connection"] = "close"
    response.headers["Content-Length"] = str(len(response.content))
    return response
