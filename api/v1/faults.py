"""The error format of this API, also for errors of other parts of the portal."""

from collections.abc import Mapping

from django.http import HttpResponse, JsonResponse

from api.errors import (
    BodyTooLarge,
    ContentTypeWrong,
    HeadersTooLarge,
    LengthMissing,
    MethodWrong,
    Outdated,
    RequestRefused,
    ServerFault,
    ShapeWrong,
    TokenWrong,
    TooManyCalls,
    UriTooLong,
)
from api.surfaces import mark_formatted
from api.v1.bodies.errors import Error
from api.v1.bodies.findings import FindingBody
from common.errors import DatabaseUnavailable, NotAllowed, NotFound, NotPossible, SlipwayError
from common.request_id import current_request_id
from listings.errors import ValuesRefused

# Replaces a response of another part of the portal, such as Django's for an unknown URL.
_BY_STATUS: Mapping[int, SlipwayError] = {
    error.status: error
    for error in (
        RequestRefused(),
        TokenWrong(),
        NotAllowed(),
        NotFound(),
        MethodWrong(),
        NotPossible(reasons=""),
        Outdated(),
        LengthMissing(),
        BodyTooLarge(),
        UriTooLong(),
        HeadersTooLarge(),
        ContentTypeWrong(),
        ShapeWrong(fields={}),
        TooManyCalls(),
        ServerFault(),
        DatabaseUnavailable(),
    )
}
# Entries of an error's context that contain values by place.
_PLACES = ("fields", "conflicts")


def error_response(error: SlipwayError, *, status: int = 0, target: str = "") -> HttpResponse:
    """The response to a refused call; status 0 means the status of the error."""
    context = {name: value for name, value in error.context.items() if name != "findings"}
    body = Error(
        code=error.code,
        message=str(error),
        target=target or _target_of(error),
        context=context,
        correlation_id=current_request_id(),
        findings=_findings_of(error),
    )
    return mark_formatted(JsonResponse({"error": body.model_dump()}, status=status or error.status))


def error_of(code: str, message: str) -> Error:
    """The body for an error of a job, which happened outside this request."""
    request_id = current_request_id()
    return Error(code=code, message=message, target=None, context={}, correlation_id=request_id, findings=[])


def error_for_status(status: int) -> HttpResponse:
    """The error response to a status that another part of the portal returned, such as Django for an unknown path."""
    error = _BY_STATUS.get(status) or (ServerFault() if status >= ServerFault.status else RequestRefused())
    return error_response(error, status=status)


def _findings_of(error: SlipwayError) -> list[FindingBody]:
    """The findings that caused the error; a value that can't be stored is a blocker."""
    refused = error.context.get("fields")
    if isinstance(error, ValuesRefused) and isinstance(refused, dict):
        return [FindingBody.of_refusal(error.code, path, str(why)) for path, why in refused.items()]
    findings, missing = error.context.get("findings"), error.context.get("missing")
    if not isinstance(findings, tuple):
        return []
    return [*map(FindingBody.of, findings), *map(FindingBody.of_missing, missing if isinstance(missing, list) else [])]


def _target_of(error: SlipwayError) -> str | None:
    """The field that the error is about, or the first of several."""
    field = error.context.get("field")
    if isinstance(field, str):
        return field
    places = next((place for name in _PLACES if isinstance(place := error.context.get(name), dict)), {})
    return next(iter(places), None)
