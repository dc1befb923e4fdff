"""The one place that turns a room's error into an answer for pages."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import SlipwayError
from common.htmx import add_toast, is_partial

_CONFLICT = 409


class ErrorAnswers:
    """Middleware: scripts get JSON, a part of a page a toast, a late form its page with a message, the rest a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SlipwayError):
            return None
        if _wants_json(request):
            return JsonResponse(as_json(error), status=error.status)
        if is_partial(request):
            # Nothing is swapped for such an answer: the page stays as it is and says why.
            return add_toast(HttpResponse(status=error.status), str(error), "bad")
        back = _address_of_form(request)
        if error.status == _CONFLICT and request.method == "POST" and back:
            messages.error(request, str(error))
            return HttpResponseRedirect(back, status=303)
        return render(request, "error.html", {"error": error, "back": back}, status=error.status)


def as_json(error: SlipwayError) -> dict[str, object]:
    """{"code", "message", "context"}: the same body from pages' scripts and the API."""
    return {"code": error.code, "message": str(error), "context": error.context}


def _wants_json(request: HttpRequest) -> bool:
    takes_only_json = request.accepts("application/json") and not request.accepts("text/html")
    return request.content_type == "application/json" or takes_only_json


def _address_of_form(request: HttpRequest) -> str:
    """The page on which the form stood, as a path of this site; "" where it is not known."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")
