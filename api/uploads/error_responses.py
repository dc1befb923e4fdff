"""Error responses in the XML format of storage services, which clients expect."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from api.surfaces import Surface

_CODES = {
    HTTPStatus.BAD_REQUEST: "InvalidInput",
    HTTPStatus.FORBIDDEN: "AuthenticationFailed",
    HTTPStatus.NOT_FOUND: "ResourceNotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "UnsupportedHttpVerb",
    HTTPStatus.LENGTH_REQUIRED: "MissingContentLengthHeader",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestBodyTooLarge",
    HTTPStatus.TOO_MANY_REQUESTS: "ServerBusy",
    HTTPStatus.SERVICE_UNAVAILABLE: "ServerBusy",
}


def xml_error_response(_request: HttpRequest, status: int) -> HttpResponse:
    """The XML error response with this status."""
    code = _CODES.get(HTTPStatus(status), "InternalError")
    text = (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<Error><Code>{code}</Code><Message>{escape(_reason(HTTPStatus(status)))}</Message></Error>"
    )
    return HttpResponse(text, status=status, content_type="application/xml")


def _reason(status: HTTPStatus) -> str:
    return {
        HTTPStatus.BAD_REQUEST: _(
            "The file is empty or incomplete, or was sent in blocks. Send the whole file in one request."
        ),
        HTTPStatus.FORBIDDEN: _(
            "The upload address was changed or has expired. Read the image or package to get a new address."
        ),
        HTTPStatus.NOT_FOUND: _("The image or package no longer exists."),
        HTTPStatus.LENGTH_REQUIRED: _("The Content-Length header is missing."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The file is too large."),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls. Wait, then try again."),
        HTTPStatus.SERVICE_UNAVAILABLE: _("The file could not be stored. Try again later."),
    }.get(status, status.phrase)


def _finish(_request: HttpRequest, _response: HttpResponse) -> None:
    """Do nothing: the response needs no changes."""


UPLOADS = Surface(canonical=str.lower, error_for_status=xml_error_response, finish=_finish)
