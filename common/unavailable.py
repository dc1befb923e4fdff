"""Error pages after a fault. Nothing here may query the database."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from common.answers import address_of_form, short_answer, with_retry
from common.errors import DatabaseAway
from common.request_id import current_request_id

_AWAY = (OperationalError, InterfaceError)
_FORM_BYTES = 1_000_000


def answer_fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the database is unavailable, or a bug, which is logged with the request id."""
    if isinstance(sys.exc_info()[1], _AWAY):
        return _unavailable(request)
    return HttpResponseServerError(render_to_string("500.html", {"request_id": current_request_id()}))


def answer_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400. Explains what to do if a form has more files than a listing may have."""
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES if isinstance(exception, TooManyFilesSent) else 0
    return render(request, "400.html", {"limit": limit, "back": address_of_form(request) if limit else ""}, status=400)


def _unavailable(request: HttpRequest) -> HttpResponse:
    error = DatabaseAway()
    response = short_answer(request, error) or _page(request, error)
    add_never_cache_headers(response)
    return with_retry(response)


def _page(request: HttpRequest, error: DatabaseAway) -> HttpResponse:
    """Rendered without the request, so that no context processor runs. The form's values stay on the page."""
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
    """The values of the form, if it can be sent again: no file, no password, and not too large for a page."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _FORM_BYTES:
        return []
    try:
        form, files = request.POST, request.FILES
    except Exception:  # noqa: BLE001 whatever is wrong with the form, the page is shown
        return []
    if files or any("password" in name.lower() for name in form):
        return []
    return [(name, str(value)) for name, values in form.lists() for value in values]
