"""The one place that turns a room's error into an answer for pages, and refuses texts that nothing can hold."""

from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import CharacterRefused, SlipwayError
from common.htmx import add_toast, is_partial
from tilekit.core.plain import bad_character

Response = TypeVar("Response", bound=HttpResponse)
_CONFLICT = 409
_UNAVAILABLE = 503
_RETRY_SECONDS = 10


class ErrorAnswers:
    """Middleware: scripts get JSON, a part of a page a toast, a late form its page with a message, the rest a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        *_rest: object,
    ) -> HttpResponse | None:
        """Refuse a character in the address or the form, unless the view reports it at the field itself."""
        reports_itself = getattr(getattr(view, "view_class", None), "reports_characters", False)
        found = (bad_character(text) for text in _texts(request, with_form=not reports_itself))
        character = next(filter(None, found), "")
        return self.process_exception(request, CharacterRefused(character=character)) if character else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SlipwayError):
            return None
        return with_retry(short_answer(request, error) or _page(request, error))


def short_answer(request: HttpRequest, error: SlipwayError) -> HttpResponse | None:
    """The error for a script or for a part of a page; None if the request asks for a page."""
    if _wants_json(request):
        return JsonResponse(as_json(error), status=error.status)
    if is_partial(request):
        # Nothing is swapped for such an answer: the page stays as it is and says why.
        return add_toast(HttpResponse(status=error.status), str(error), "bad")
    return None


def _page(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    back = address_of_form(request)
    if error.status == _CONFLICT and request.method == "POST" and back:
        messages.error(request, str(error))
        return HttpResponseRedirect(back, status=303)
    return render(request, "error.html", {"error": error, "back": back}, status=error.status)


def with_retry(response: Response) -> Response:
    """A service that is away may be back soon: scripts and caches are told when to try again."""
    if response.status_code == _UNAVAILABLE:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _texts(request: HttpRequest, *, with_form: bool) -> Iterator[str]:
    yield request.path
    for query in (request.GET, request.POST) if with_form else (request.GET,):
        for name, values in query.lists():
            yield from (name, *map(str, values))


def as_json(error: SlipwayError) -> dict[str, object]:
    """{"code", "message", "context"}: the same body from pages' scripts and the API."""
    return {"code": error.code, "message": str(error), "context": error.context}


def _wants_json(request: HttpRequest) -> bool:
    takes_only_json = request.accepts("application/json") and not request.accepts("text/html")
    return request.content_type == "application/json" or takes_only_json


def address_of_form(request: HttpRequest) -> str:
    """The page on which the form stood, as a path of this site; "" where it is not known."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")
