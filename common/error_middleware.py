"""Turns the errors that views raise into responses, and rejects characters that can't be stored."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from common.errors import CharacterRefused, SlipwayError
from common.htmx import add_toast, is_partial
from common.middleware import Middleware
from common.secret_names import suggests_secret
from tilekit.core.storable import bad_character, is_storable_text, storable_text

Response = TypeVar("Response", bound=HttpResponse)
_OK, _CONFLICT, _UNAVAILABLE = 200, 409, 503
_REFUSED = "refused_character"
_ABOUT_CHARACTER = re.compile(r"\bNUL\b|\b0x00\b|\\x00|\\u0000|null (?:byte|character)|surrogates not allowed")


class ErrorMiddleware(Middleware):
    """Responds to a SlipwayError: with JSON for scripts, a toast for partial requests, otherwise with a page."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refused: CharacterRefused | None = getattr(request, _REFUSED, None)
        if refused is None or response.status_code >= refused.status:
            return response
        if response.status_code != _OK:
            return error_response(request, refused)
        response.status_code = refused.status
        return response

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponse],
        *_rest: object,
    ) -> HttpResponse | None:
        """Reject characters that can't be stored. Forms of pages report them at their fields instead."""
        has_page = not (_wants_json(request) or is_partial(request))
        character = next(filter(None, map(bad_character, _texts_to_refuse(request, has_page=has_page))), "")
        if character:
            return error_response(request, CharacterRefused(character=character))
        if has_page and (character := next(filter(None, map(bad_character, _texts(request.GET))), "")):
            _render_without_characters(request, CharacterRefused(character=character))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SlipwayError):
            return error_response(request, error)
        if not _is_character_error(error):
            return None
        character = next(filter(None, map(bad_character, _texts(request.POST))), "")
        return error_response(request, CharacterRefused(character=character)) if character else None


def _is_character_error(error: Exception) -> bool:
    """Whether the error means that the text contains a NUL character or a lone surrogate."""
    return isinstance(error, ValueError | Error) and bool(_ABOUT_CHARACTER.search(str(error)))


def error_response(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error as JSON for a script, as a toast for a part of a page, or as a page."""
    response = short_error_response(request, error) or _page(request, error)
    return add_retry_after(response, seconds=error.retry_seconds)


def short_error_response(request: HttpRequest, error: SlipwayError) -> HttpResponse | None:
    """The error for a script or for a part of a page; None if the request asks for a page."""
    if _wants_json(request):
        return JsonResponse(error_json(error), status=error.status)
    if is_partial(request):
        # htmx swaps nothing for such a status: the page stays as it is and shows the toast.
        return add_toast(HttpResponse(status=error.status), str(error), "bad")
    return None


def _page(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    back = form_address(request)
    if error.status == _CONFLICT and request.method == "POST" and back:
        messages.error(request, str(error))
        return HttpResponseRedirect(back, status=303)
    typed = _form_values(request, error) if isinstance(error, CharacterRefused) else []
    return render(request, "error.html", {"error": error, "back": back, "typed": typed}, status=error.status)


def add_retry_after(response: Response, *, seconds: int) -> Response:
    """Set Retry-After on 503 responses, so that scripts and caches know when to try again."""
    if response.status_code == _UNAVAILABLE:
        response.headers["Retry-After"] = str(seconds)
    return response


def _texts_to_refuse(request: HttpRequest, *, has_page: bool) -> Iterator[str]:
    """The texts of the request in which to reject characters that can't be stored.

    If there is a page, its form reports NUL characters in its fields, so they are left out here. Lone surrogates are
    always rejected here: no browser sends one, and no page can show one.
    """
    yield request.path
    if has_page:
        yield from (text.replace("\0", "") for text in _texts(request.POST))
    else:
        yield from (*_texts(request.GET), *_texts(request.POST))


def _texts(query: QueryDict) -> Iterator[str]:
    for name, values in query.lists():
        yield from (name, *map(str, values))


def _form_values(request: HttpRequest, error: CharacterRefused) -> list[dict[str, object]]:
    """The form's values without the rejected characters, for a form that sends them again; [] if that is impossible."""
    if request.method != "POST" or request.FILES:
        return []
    sent = [(storable_text(name), str(value)) for name, values in request.POST.lists() for value in values]
    return [
        {
            "id": f"typed-{number}",
            "name": name,
            "value": "".join(filter(is_storable_text, value)),
            "errors": [] if is_storable_text(value) else [str(error)],
        }
        for number, (name, value) in enumerate(sent)
        if not suggests_secret(name)
    ]


def _render_without_characters(request: HttpRequest, error: CharacterRefused) -> None:
    """Remove rejected characters from the query, so that the page is shown, with a message about them."""
    cleaned = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        cleaned.setlist(storable_text(name), [storable_text(value) for value in values])
    request.GET = cleaned  # type: ignore[assignment]  # the annotation is of one that cannot be changed
    setattr(request, _REFUSED, error)
    messages.error(request, str(error))


def error_json(error: SlipwayError) -> dict[str, object]:
    """{"code", "message", "context"}: the same body for scripts of pages and for the API."""
    return {"code": error.code, "message": str(error), "context": error.context}


def _wants_json(request: HttpRequest) -> bool:
    takes_only_json = request.accepts("application/json") and not request.accepts("text/html")
    return request.content_type == "application/json" or takes_only_json


def form_address(request: HttpRequest) -> str:
    """Path and query of the page with the form, from the Referer; "" if it is unknown or on another site."""
    referer = request.META.get("HTTP_REFERER", "")  # headers are cached, also for a request that continues another
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")
