"""Error responses in the XML format of storage services, which clients expect."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from api.errors import HeadersTooLarge, UriTooLong
from api.surfaces import Surface
from common.errors import SlipwayError

_CODES = {
    HTTPStatus.BAD_REQUEST: "InvalidInput",
    HTTPStatus.FORBIDDEN: "AuthenticationFailed",
    HTTPStatus.NOT_FOUND: "ResourceNotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "UnsupportedHttpVerb",
    HTTPStatus.LENGTH_REQUIRED: "MissingContentLengthHeader",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestBodyTooLarge",
    HTTPStatus.REQUEST_URI_TOO_LONG: "InvalidUri",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "InvalidHeaderValue",
    HTTPStatus.TOO_MANY_REQUESTS: "ServerBusy",
    HTTPStatus.SERVICE_UNAVAILABLE: "ServerBusy",
}


def xml_error_response(_request: HttpRequest, status: int) -> HttpResponse:
    """The XML error response with this status."""
    return _response(HTTPStatus(status), _reason(HTTPStatus(status)))


def _refuse(_request: HttpRequest, error: SlipwayError) -> HttpResponse:
    return _response(HTTPStatus(error.status), str(error))


def _response(status: HTTPStatus, message: str) -> HttpResponse:
    code = _CODES.get(status, "InternalError")
    text = (
        f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>'
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
        HTTPStatus.REQUEST_URI_TOO_LONG: str(UriTooLong.message),
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: str(HeadersTooLarge.message),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls. Wait, then try again."),
        HTTPStatus.SERVICE_UNAVAILABLE: _("The file could not be stored. Try again later."),
    }.get(status, status.phrase)


def _finish(_request: HttpRequest, _response: HttpResponse) -> None:
    """Do nothing: the response needs no changes."""


UPLOADS = Surface(canonical=str.lower, error_for_status=xml_error_response, refuse=_refuse, finish=_finish)
