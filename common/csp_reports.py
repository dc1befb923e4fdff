"""Writes browsers' reports about our content security policy to the log. Anybody can send them, so they are limited."""

import json

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common.counters import count, source_of

MAX_REPORT_BYTES = 8_000
MOST_REPORTS = 20  # of one source per minute
_MOST_CHARACTERS = 200
_FIELDS = ("document-uri", "violated-directive", "effective-directive", "blocked-uri", "source-file", "line-number")
_log = structlog.get_logger("slipway.csp")


@csrf_exempt  # browsers send reports without a token
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    source = source_of(request)
    if int(request.headers.get("content-length") or 0) > MAX_REPORT_BYTES:
        return HttpResponse(status=413)
    if count(f"csp-reports:{source}", window_seconds=60, now=timezone.now()) > MOST_REPORTS:
        return HttpResponse(status=429)
    report = _report(request)
    if report is None:
        return HttpResponse(status=400)
    _log.warning("csp_report", **{name.replace("-", "_"): _shown(report.get(name, "")) for name in _FIELDS})
    return HttpResponse(status=204)


def _report(request: HttpRequest) -> dict[str, object] | None:
    """The report; None if the body contains none. The body of a multipart form has already been read."""
    try:
        report = json.loads(request.body)["csp-report"]
    except (ValueError, KeyError, TypeError, RecursionError, RawPostDataException):
        return None
    return report if isinstance(report, dict) else None


def _shown(value: object) -> str:
    """The value without the query and fragment of an address, which can contain secrets, and not too long."""
    return str(value).partition("?")[0].partition("#")[0][:_MOST_CHARACTERS]
