"""Errors of this API: an object with a code and a message."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from api.ingestion.faults import IngestionFault, reason_of
from api.publishers.versions import VersionFault
from api.surfaces import mark_formatted

_WRONG_VERSION = "InvalidAPIVersion"
# Fixed here, because the name differs between versions of Python.
_CODES: Mapping[int, str] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestEntityTooLarge",
    HTTPStatus.REQUEST_URI_TOO_LONG: "UriTooLong",
}


def refuse(_request: HttpRequest, fault: IngestionFault) -> HttpResponse:
    """The response to a refused call."""
    code = _WRONG_VERSION if isinstance(fault, VersionFault) else _code_of(fault.status)
    error = {"code": code, "message": _message_of(fault)}
    return mark_formatted(JsonResponse({"error": error}, status=fault.status))


def error_for_status(request: HttpRequest, status: int) -> HttpResponse:
    """The error response to a status that another part of the portal returned, such as Django for an unknown path."""
    return refuse(request, IngestionFault(status))


def _code_of(status: int) -> str:
    return _CODES.get(status) or HTTPStatus(status).phrase.replace(" ", "")


def _message_of(fault: IngestionFault) -> str:
    """The reason or, without one, the problems of each value."""
    places = " ".join(f"{place}: {' '.join(texts)}" for place, texts in fault.data.items())
    return fault.reason or places or reason_of(fault.status)
