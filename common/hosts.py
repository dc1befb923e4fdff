"""Refuses requests for host names that the portal doesn't answer to."""

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from common.errors import HostRefused
from common.middleware import GetResponse
from common.refusals import mark_refusal

_log = structlog.get_logger("slipway.hosts")
_MAX_CHARACTERS = 253  # the longest host name


def refuse_unknown_hosts(get_response: GetResponse) -> GetResponse:
    """Middleware: answers with 400 before anything else reads the host name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            _log.warning(
                "host name refused: add it to ALLOWED_HOSTS, or to API_HOSTS if only clients of the API use it",
                host=request.META.get("HTTP_HOST", "")[:_MAX_CHARACTERS],
            )
            return _response(request)
        return get_response(request)

    return middleware


def _response(request: HttpRequest) -> HttpResponse:
    """A page that links to the portal. Its style sheets come from there too: this host name doesn't serve them."""
    refusal = HostRefused(address=settings.PUBLIC_URL)
    with override(get_language_from_request(request)):
        page = render_to_string("host.html", {"address": settings.PUBLIC_URL, "text": str(refusal)})
    response = HttpResponseBadRequest(page)
    response.headers["Content-Security-Policy"] = _policy(settings.PUBLIC_URL)
    return mark_refusal(response, refusal)


def _policy(address: str) -> str:
    """The policy of this page, which the middleware of the other pages doesn't reach."""
    sources = "; ".join(f"{kind} {address}" for kind in ("style-src", "img-src", "font-src"))
    return f"default-src 'none'; {sources}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
