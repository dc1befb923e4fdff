"""Serves the host of CONTENT_URL: uploaded files, and nothing else of the portal."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from common.actor import ANONYMOUS
from common.error_middleware import add_retry_after
from common.errors import SlipwayError
from common.maintenance import MaintenanceMiddleware
from common.middleware import GetResponse
from common.requests import ActorRequest
from files.grants import is_content_host
from files.views import POLICY

_HEADERS = {
    "Content-Security-Policy": "; ".join(" ".join([name, *values]) for name, values in POLICY.items()),
    "Cross-Origin-Resource-Policy": "cross-origin",  # pages of the portal show the pictures
}


def serve_content_origin(get_response: GetResponse) -> GetResponse:
    """Middleware: answers requests for the host itself, without the middleware after it.

    So this host has no session, no sign-in, no forms and no API. Cookies are neither read nor set.
    """
    respond = MaintenanceMiddleware(_response)  # refuses to make copies of pictures during maintenance

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_content_host(request):
            return get_response(request)
        request.COOKIES.clear()
        response = respond(request)
        response.cookies.clear()
        for name, value in _HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _response(request: HttpRequest) -> HttpResponse:
    cast("ActorRequest", request).actor = ANONYMOUS
    try:
        request.resolver_match = match = resolve(request.path_info, "files.urls")
        return cast("HttpResponse", match.func(request, *match.args, **match.kwargs))
    except Http404:
        return HttpResponse(status=404)
    except SlipwayError as refusal:
        return add_retry_after(HttpResponse(status=refusal.status), seconds=refusal.retry_seconds)
