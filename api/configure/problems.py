"""Problems of calls and resources, with the error codes of this API."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus

from django.utils.translation import gettext as _
from msgspec import Struct

from api.ingestion.faults import reason_of
from tilekit.core.section import Values


class ErrorCode(StrEnum):
    """The codes in error responses, with the names of their statuses."""

    BAD_REQUEST = "badRequest"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "notFound"
    METHOD_NOT_ALLOWED = "methodNotAllowed"
    REQUEST_TIMEOUT = "requestTimeout"
    CONFLICT = "conflict"
    LOCKED = "locked"
    INTERNAL_SERVER_ERROR = "internalServerError"
    NOT_IMPLEMENTED = "notImplemented"
    SERVICE_UNAVAILABLE = "serviceUnavailable"


class DetailCode(StrEnum):
    """The codes in the details of error responses."""

    BUSINESS = "businessValidationError"
    LIMIT = "collectionLimitExceeded"
    INVALID_ID = "invalidId"
    INVALID_STATUS = "invalidEntityStatus"
    INVALID_REQUEST = "invalidRequest"
    INVALID_RESOURCE = "invalidResource"
    INVALID_STATE = "invalidState"
    NOT_DEPLOYED = "notDeployed"
    NOT_SUPPORTED = "notSupported"
    CANCELED = "operationCanceled"
    LOCKED = "productLocked"
    NOT_FOUND = "resourceNotFound"
    SCHEMA = "schemaValidationError"


STATUSES: Mapping[ErrorCode, int] = {code: HTTPStatus[code.name] for code in ErrorCode}


class Problem(Struct, frozen=True, kw_only=True):
    """A problem with a resource. details are the reasons; message may repeat one of them.

    resource_id is a durable ID, or "". name is how the sender named a resource that has no ID yet.
    """

    outer: ErrorCode
    inner: DetailCode
    message: str
    resource_id: str = ""
    name: str = ""
    details: Sequence[str] = ()


def managers_only() -> Problem:
    """The problem of an application without the Manager role."""
    message = reason_of(HTTPStatus.FORBIDDEN)
    return Problem(outer=ErrorCode.FORBIDDEN, inner=DetailCode.INVALID_REQUEST, message=message)


def server_fault() -> Problem:
    """The problem of a server fault."""
    message = reason_of(HTTPStatus.INTERNAL_SERVER_ERROR)
    return Problem(outer=ErrorCode.INTERNAL_SERVER_ERROR, inner=DetailCode.CANCELED, message=message)


def error_body(problem: Problem, *, fallback: str) -> Values:
    """The error as JSON, with a detail for each reason.

    resourceId can only be a durable ID. For a resource without one it is the fallback, and the messages start with the
    name of the resource.
    """
    key = problem.resource_id or fallback
    resource: Values = {"resourceId": key} if key else {}
    details = problem.details or (problem.message,)
    return {
        **resource,
        "code": problem.outer.value,
        "message": _named(problem, problem.message),
        "details": [{**resource, "code": problem.inner.value, "message": _named(problem, text)} for text in details],
    }


def _named(problem: Problem, reason: str) -> str:
    return _("{resource}: {reason}").format(resource=problem.name, reason=reason) if problem.name else reason
