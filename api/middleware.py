"""Gives each answer of the API the shape of its surface."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api.idempotency.calls import close_claim
from api.limits import add_limit_headers
from api.mounts import surface_of
from api.surfaces import Surface, is_in_shape

_ERRORS = 400
# Headers that speak of the body that is replaced.
_OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Location"}


class SurfaceMiddleware:
    """Spells paths as the routes do, and gives every error the shape of the surface."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        surface = surface_of(request.path_info)
        if surface is None:
            return self.get_response(request)
        request.path_info = surface.canonical(request.path_info)
        # A body that comes in pieces of unknown number would look empty to everything that follows.
        is_sized = "Transfer-Encoding" not in request.headers
        response = self.get_response(request) if is_sized else surface.answer(request, HTTPStatus.LENGTH_REQUIRED)
        if response.status_code >= _ERRORS and not is_in_shape(response):
            response = _in_shape(surface, request, response)
        add_limit_headers(request, response)
        surface.finish(request, response)
        return response


class KeptAnswerMiddleware:
    """Keeps the answer of a call with an idempotency key; last in the list, because answers are compressed later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        close_claim(request, response)
        return response


def _in_shape(surface: Surface, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The headers stay: Retry-After, Allow, and those that protect every page."""
    own = surface.answer(request, response.status_code)
    for name, value in response.headers.items():
        if name not in _OF_THE_BODY:
            own.headers.setdefault(name, value)
    return own
