"""The error format of this API, for calls, for jobs, and for errors of other parts of the portal."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.utils.translation import gettext as _
from msgspec.structs import replace
from pydantic import ValidationError

from api.configure.problems import STATUSES, DetailCode, ErrorCode, Problem, server_fault
from api.ingestion.faults import IngestionFault, data_of, reason_of
from common.errors import SlipwayError

_OUTER: Mapping[int, ErrorCode] = {
    **{status: outer for outer, status in STATUSES.items()},
    HTTPStatus.TOO_MANY_REQUESTS: ErrorCode.SERVICE_UNAVAILABLE,
    HTTPStatus.PRECONDITION_FAILED: ErrorCode.CONFLICT,
}
_INNER: Mapping[int, DetailCode] = {
    HTTPStatus.NOT_FOUND: DetailCode.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: DetailCode.NOT_SUPPORTED,
    HTTPStatus.CONFLICT: DetailCode.BUSINESS,
    HTTPStatus.UNPROCESSABLE_ENTITY: DetailCode.BUSINESS,
}
# The codes of an error that is raised when a submitted draft is edited.
_FROZEN = ["state"]


class ConfigureFault(Exception):
    """A call or resource was refused. Status 0 means the default status of the error code."""

    def __init__(self, problem: Problem, *, status: int = 0) -> None:
        super().__init__(problem.message)
        self.problem, self.status = problem, status or STATUSES[problem.outer]


def resource_fault(inner: DetailCode, message: str, *, outer: ErrorCode = ErrorCode.BAD_REQUEST) -> ConfigureFault:
    """The error for a resource that is refused for one reason."""
    return ConfigureFault(Problem(outer=outer, inner=inner, message=message))


def problem_of(error: Exception, *, resource_id: str = "", name: str = "") -> Problem:
    """The problem that clients see for an error of an action, an entity or a body.

    resource_id and name are those of `Problem`.
    """
    if isinstance(error, ConfigureFault):
        problem = error.problem
    elif isinstance(error, ValidationError):
        problem = _of_shape(error)
    elif isinstance(error, IngestionFault):
        problem = problem_for_status(error.status, error.reason, _lines(error.data))
    elif isinstance(error, SlipwayError):
        problem = _of_action(error)
    else:
        problem = server_fault()
    return replace(problem, resource_id=problem.resource_id or resource_id, name=name)


def problem_for_status(status: int, reason: str = "", details: Sequence[str] = ()) -> Problem:
    """The problem of an error with this status."""
    is_server_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    outer = _OUTER.get(status, ErrorCode.INTERNAL_SERVER_ERROR if is_server_fault else ErrorCode.BAD_REQUEST)
    inner = _INNER.get(status, DetailCode.SCHEMA if details else DetailCode.INVALID_REQUEST)
    message = details[0] if len(details) == 1 else reason_of(status)
    return Problem(outer=outer, inner=inner, message=reason or message, details=details)


def _of_shape(error: ValidationError) -> Problem:
    lines = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    reason = "" if len(lines) == 1 else _("Some fields are missing, unknown or have the wrong type.")
    return problem_for_status(HTTPStatus.BAD_REQUEST, reason, lines)


def _of_action(error: SlipwayError) -> Problem:
    problem = problem_for_status(error.status, str(error), _lines(data_of(error)))
    if error.context.get("codes") == _FROZEN:
        return replace(problem, outer=ErrorCode.LOCKED, inner=DetailCode.LOCKED)
    return problem


def _lines(data: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{name}: {why}" for name, reasons in data.items() for why in reasons]
