"""The answer while the database is away. Nothing here may ask for anything that the database holds."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.defaults import server_error

from common.answers import address_of_form, short_answer, with_retry
from common.errors import DatabaseAway

_AWAY = (OperationalError, InterfaceError)
_FORM_BYTES = 1_000_000


def answer_fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the database is away, or a fault of ours."""
    return _unavailable(request) if isinstance(sys.exc_info()[1], _AWAY) else server_error(request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    error = DatabaseAway()
    response = short_answer(request, error) or _page(request, error)
    add_never_cache_headers(response)
    return with_retry(response)


def _page(request: HttpRequest, error: DatabaseAway) -> HttpResponse:
    """Without the request, so that no context processor is called. What was typed stays in the page."""
    is_sent = request.method == "POST"
    context = {
        "error": error,
        "is_sent": is_sent,
        "fields": _fields(request) if is_sent else [],
        "path": request.get_full_path(),
        "back": (address_of_form(request) or "/") if is_sent else request.get_full_path(),
    }
    return HttpResponse(render_to_string("503.html", context), status=error.status)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The form that was sent, if it can be sent again: no file, no password, and not too large for a page."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _FORM_BYTES:
        return []
    try:
        form, files = request.POST, request.FILES
    except Exception:  # noqa: BLE001 whatever is wrong with the form, the page is shown
        return []
    if files or any("password" in name.lower() for name in form):
        return []
    return [(name, str(value)) for name, values in form.lists() for value in values]
