"""Error responses to calls that the web server can't read, so that Django never gets them."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from api.middleware import SurfaceMiddleware
from api.mounts import surface_of
from common.request_id import RequestIdMiddleware


def error_response(path: str, status: HTTPStatus) -> HttpResponse | None:
    """The response in the format of the surface, after which the connection is closed; None for other paths.

    It is in English, because nothing is known of the headers.
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
