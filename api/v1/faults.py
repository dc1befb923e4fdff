"""The error format of this API, also for errors of other parts of the portal."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

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
from common.lazy_text import LazyText
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


# By pydantic's error type, with placeholders from its context. Other errors keep pydantic's message.
_MESSAGES: Mapping[str, LazyText] = {
    "missing": _("A value is required."),
    "extra_forbidden": _("There is no field with this name."),
    "enum": _("Must be one of: {expected}."),
    "literal_error": _("Must be one of: {expected}."),
    "greater_than_equal": _("Must be {ge} or more."),
    "less_than_equal": _("Must be {le} or less."),
    "string_too_short": _("Must have {min_length} or more characters."),
    "string_too_long": _("Must have {max_length} or fewer characters."),
    "string_pattern_mismatch": _("Must match the pattern {pattern}."),
    "too_short": _("Must have {min_length} or more items."),
    "too_long": _("Must have {max_length} or fewer items."),
    "string_type": _("Must be a string."),
    "int_type": _("Must be an integer."),
    "int_parsing": _("Must be an integer."),
    "int_from_float": _("Must be an integer."),
    "bool_type": _("Must be true or false."),
    "bool_parsing": _("Must be true or false."),
    "list_type": _("Must be an array."),
    "dict_type": _("Must be an object."),
    "model_type": _("Must be an object."),
    "model_attributes_type": _("Must be an object."),
    "uuid_type": _("Must be a UUID."),
    "uuid_parsing": _("Must be a UUID."),
    "datetime_type": _("Must be a date and time, such as 2030-01-31T09:00:00Z."),
    "datetime_parsing": _("Must be a date and time, such as 2030-01-31T09:00:00Z."),
    "datetime_from_date_parsing": _("Must be a date and time, such as 2030-01-31T09:00:00Z."),
    "timezone_aware": _("Must have a UTC offset, such as Z or +02:00."),
}


def validation_error(errors: Iterable[tuple[str, Mapping[str, Any]]]) -> ShapeWrong:
    """The ShapeWrong error for errors of pydantic.

    errors are (path of the invalid value, error of pydantic); the path is "" for the whole body.
    """
    fields: dict[str, list[str]] = {}
    for place, error in errors:
        fields.setdefault(place or "body", []).append(_message(error))
    return ShapeWrong(fields=fields)


def _message(error: Mapping[str, Any]) -> str:
    context = dict(error.get("ctx", {}))
    if "expected" in context:  # “'', 'a', 'b' or 'c'”
        expected = str(context["expected"]).removeprefix("'', ")
        context["expected"] = expected.replace("' or '", "', '").replace("'", "")
    message = _MESSAGES.get(error["type"])
    return str(message).format_map(context) if message else str(error["msg"])
