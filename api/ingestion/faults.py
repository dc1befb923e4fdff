"""Refused calls of the ingestion API and of those that run the same code, and their texts."""

import json
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from api.errors import HeadersTooLarge, UriTooLong
from common.errors import NotFound, SlipwayError
from common.ids import uuid7
from common.request_id import current_request_id

Data = dict[str, list[str]]
Part = TypeVar("Part", list[str], dict[str, object])
_SERVER_FAULT = 500


class IngestionFault(Exception):
    """A call was refused. data is {field: messages}."""

    def __init__(self, status: int, reason: str = "", data: Data | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.data = status, reason, data or {}


def fault_text(fault: IngestionFault) -> str:
    """The text of an error: `ICH50` and the status, a sentence, and a JSON object.

    Clients split the text at the first full stop that is followed by a space, so that space is escaped in the object.
    """
    details = {
        "faultCode": 50_000 + fault.status,
        "reasonPhrase": fault.reason or reason_of(fault.status),
        "correlationId": correlation_id(),
        "operationId": str(uuid7()),
        "data": fault.data,
    }
    details_text = json.dumps(details, ensure_ascii=False, separators=(",", ":")).replace(". ", ".\\u0020")
    return f"ICH{50_000 + fault.status} - Unable to complete request. {details_text}"


def data_of(error: SlipwayError) -> Data:
    """{code: reasons against an action} and {path: messages about a value} of an error; {} if it has neither."""
    data: Data = {place: [str(why)] for place, why in _part(error, "fields", dict).items()}
    for code, text in zip(_part(error, "codes", list), _part(error, "texts", list), strict=False):
        data.setdefault(code, []).append(text)
    return data


def _part(error: SlipwayError, name: str, kind: type[Part]) -> Part:
    part = error.context.get(name)
    return part if isinstance(part, kind) else kind()


def correlation_id() -> str:
    """The ID of the request as a GUID; a new GUID if the ID has another format."""
    try:
        return str(UUID(current_request_id()))
    except ValueError:  # a proxy has set an ID in another format
        return str(uuid7())


def reason_of(status: int) -> str:
    """The default message of a status."""
    if status >= _SERVER_FAULT:
        return _("Something went wrong on our side. Try again later.")
    return {
        HTTPStatus.BAD_REQUEST: _("Request validation failed."),
        HTTPStatus.UNAUTHORIZED: _(
            "The token is missing, has expired or is for another resource. Get a new token for this resource."
        ),
        HTTPStatus.FORBIDDEN: _("Only applications with the Manager role can call this API."),
        HTTPStatus.NOT_FOUND: str(NotFound.message),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This HTTP method is not allowed for this address."),
        HTTPStatus.CONFLICT: _("This call is not possible in the current state."),
        HTTPStatus.PRECONDITION_FAILED: _(
            "The resource has changed since you read it. Read it again, then send your change."
        ),
        HTTPStatus.LENGTH_REQUIRED: _("Send the body in one piece, with a Content-Length header."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The request is too large."),
        HTTPStatus.REQUEST_URI_TOO_LONG: str(UriTooLong.message),
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: str(HeadersTooLarge.message),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("Send the body as application/json."),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls. Wait, then try again."),
    }.get(HTTPStatus(status), HTTPStatus(status).phrase)
