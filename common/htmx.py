"""Helpers for partial pages: one view returns a page, or the part that htmx requested."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from common.middleware import GetResponse

_STOP_POLLING = 286  # htmx stops polling after a response with this status
_GONE = (403, 404)


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx requests a part of a page. When the reader goes back in the history, it requests a whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def render_page(
    request: HttpRequest, page: str, context: Mapping[str, object], *, part: str, status: int = 200
) -> HttpResponse:
    """Render the page template, or its part template for htmx. Both get the same context."""
    response = render(request, part if is_partial(request) else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def add_event(
    response: HttpResponse, name: str, detail: Mapping[str, object] | None = None, *, after_swap: bool = False
) -> HttpResponse:
    """Trigger an event on `body` when htmx receives the response. A response can have several events.

    after_swap: trigger it after the swap, even if the element that sent the request no longer exists.
    """
    header = "HX-Trigger-After-Swap" if after_swap else "HX-Trigger"
    events = json.loads(response.headers.get(header, "{}"))
    response.headers[header] = json.dumps({**events, name: dict(detail or {})})
    return response


def add_toast(response: HttpResponse, text: str, style: str = "") -> HttpResponse:
    """Show a toast when htmx receives the response. Use it for what has just happened, never for findings."""
    return add_event(response, "toast", {"text": str(text), "style": style})


def redirect_expired_sessions(get_response: GetResponse) -> GetResponse:
    """Middleware: a partial request with an expired session redirects the whole page to the sign-in page and back.

    Otherwise htmx would follow the redirect and put the sign-in form into the part. A part that polls (it sends X-Poll)
    only stops polling, so that people who are typing are not interrupted; also if they may not see it any more.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not is_partial(request):
            return response
        login = resolve_url(settings.LOGIN_URL)
        is_expired = urlsplit(response.headers.get("Location", "")).path == login
        if "X-Poll" in request.headers and (is_expired or response.status_code in _GONE):
            return HttpResponse(status=_STOP_POLLING)
        if not is_expired:
            return response
        redirection = HttpResponse(status=204)
        redirection.headers["HX-Redirect"] = f"{login}?{urlencode({'next': current_page(request)})}"
        return redirection

    return middleware


def current_page(request: HttpRequest) -> str:
    """Path and query of the page that the reader is on. The host is dropped, so it can't lead to another site."""
    seen = urlsplit(request.headers.get("HX-Current-URL", "/"))
    path = "/" + seen.path.lstrip("/")
    return f"{path}?{seen.query}" if seen.query else path
