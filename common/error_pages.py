"""Pages for status 400, 405, 413 and 500. That for 500 must not query the database, which may be the cause."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from common.error_middleware import (
    add_retry_after,
    error_response,
    form_address,
    short_error_response,
)
from common.errors import DatabaseUnavailable, SlipwayError, TextTooLong
from common.htmx import is_partial
from common.middleware import GetResponse
from common.refusals import mark_refusal
from common.request_id import current_request_id
from common.secret_names import suggests_secret

_DATABASE_ERRORS = (OperationalError, InterfaceError)
_FORM_BYTES = 1_000_000
_CSRF_FIELD = "csrfmiddlewaretoken"  # that of the page, which it may contain


def server_error_page(request: HttpRequest) -> HttpResponse:
    """Django's handler500: reports that the database is unavailable, or shows the request ID of a logged bug."""
    if isinstance(sys.exc_info()[1], _DATABASE_ERRORS):
        return unavailable_response(request, DatabaseUnavailable())
    return HttpResponseServerError(render_to_string("500.html", {"request_id": current_request_id()}))


def bad_request_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400. Explains what to do if a form has too much text, or more files than a listing may have."""
    if isinstance(exception, RequestDataTooBig):
        return error_response(request, TextTooLong())
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES if isinstance(exception, TooManyFilesSent) else 0
    return render(request, "400.html", {"limit": limit, "back": form_address(request) if limit else ""}, status=400)


def method_pages(get_response: GetResponse) -> GetResponse:
    """Middleware: adds a page to Django's empty response to a method that the address doesn't support."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not is_partial(request):
            response.content = render_to_string("405.html", {"back": form_address(request)}, request)
        return response

    return middleware


def unavailable_response(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error, with status 503: the page keeps what was entered and can send it again."""
    response = short_error_response(request, error) or _page(request, error)
    add_never_cache_headers(response)
    return mark_refusal(add_retry_after(response, seconds=error.retry_seconds), error)


def _page(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error page with the form's values. It is rendered without the request, so no context processor runs."""
    is_sent = request.method == "POST"
    context = {
        "error": error,
        "is_sent": is_sent,
        "fields": _resendable_fields(request) if is_sent else [],
        "path": request.get_full_path(),
        "back": (form_address(request) or "/") if is_sent else request.get_full_path(),
    }
    return HttpResponse(render_to_string("503.html", context), status=error.status)


def _resendable_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) pairs of a form that can be sent again; [] if it has a file or a secret, or is too large."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _FORM_BYTES:
        return []
    try:
        form, files = request.POST, request.FILES
    except Exception:  # noqa: BLE001 whatever is wrong with the form, the page is shown
        return []
    if files or any(name != _CSRF_FIELD and suggests_secret(name) for name in form):
        return []
    return [(name, str(value)) for name, values in form.lists() for value in values]
