"""Errors of this API: an object with a code and a message."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from api.ingestion.faults import IngestionFault, reason_of
from api.publishers.versions import VersionFault
from api.surfaces import in_shape

_WRONG_VERSION = "InvalidAPIVersion"
# The same in every version of Python, whose name for it has changed.
_CODES: Mapping[int, str] = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestEntityTooLarge"}


def refuse(_request: HttpRequest, fault: IngestionFault) -> HttpResponse:
    """The answer to a refused call."""
    code = _WRONG_VERSION if isinstance(fault, VersionFault) else _code_of(fault.status)
    error = {"code": code, "message": _message_of(fault)}
    return in_shape(JsonResponse({"error": error}, status=fault.status))


def answer_in_shape(request: HttpRequest, status: int) -> HttpResponse:
    """In place of an answer that is not ours, such as Django's for an unknown address."""
    return refuse(request, IngestionFault(status))


def _code_of(status: int) -> str:
    return _CODES.get(status) or HTTPStatus(status).phrase.replace(" ", "")


def _message_of(fault: IngestionFault) -> str:
    """The reason, else what is wrong with each value."""
    places = " ".join(f"{place}: {' '.join(texts)}" for place, texts in fault.data.items())
    return fault.reason or places or reason_of(fault.status)
