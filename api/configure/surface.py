"""The declarative API: its OpenAPI document and its error handlers."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from api.configure.auth import ConfigureToken
from api.configure.bodies import Version
from api.configure.faults import ConfigureFault, error_for_status, problem_of, refuse
from api.configure.jobs import JobFailed
from api.configure.paths import canonical
from api.configure.problems import DetailCode, ErrorCode, Problem
from api.configure.routes import configure as requests
from api.configure.routes import resources, submissions
from api.error_handlers import register_error_handlers
from api.errors import KeyUsedOtherwise
from api.json_parser import JsonParser
from api.openapi import SurfaceAPI
from api.surfaces import Surface, mark_formatted
from api.tokens.resources import TokenResource
from common.errors import SlipwayError

configure = SurfaceAPI(
    title="Slipway configure API",
    version="2022-03-01-preview3",
    description=(
        "Use clients for the Partner Center product ingestion API to describe the products that you want. A job then "
        "creates, changes or deletes resources to match the description. Your application needs the Manager role and "
        f"a token for the resource {TokenResource.CONFIGURE}."
    ),
    urls_namespace="configure",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=ConfigureToken(),
    parser=JsonParser(is_strict=True),
)
# The order matters: the addresses of resources match everything.
for each in (requests, submissions, resources):
    configure.add_router("", each.router)
_SOURCES = frozenset({"body", "query", "path", "header"})
_VERSION = "$version"


def refuse_action(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error response for an error that an action raised."""
    status = HTTPStatus.BAD_REQUEST if error.status == HTTPStatus.UNPROCESSABLE_ENTITY else error.status
    return refuse(request, ConfigureFault(problem_of(error), status=status))


register_error_handlers(configure, refuse=refuse_action, error_for_status=error_for_status)


@configure.exception_handler(ConfigureFault)
def refuse_call(request: HttpRequest, fault: ConfigureFault) -> HttpResponse:
    return refuse(request, fault)


@configure.exception_handler(JobFailed)
def show_failure(_request: HttpRequest, failed: JobFailed) -> HttpResponse:
    return mark_formatted(JsonResponse(failed.body, status=failed.status))


@configure.exception_handler(KeyUsedOtherwise)
def refuse_key(request: HttpRequest, error: KeyUsedOtherwise) -> HttpResponse:
    problem = Problem(outer=ErrorCode.CONFLICT, inner=DetailCode.INVALID_REQUEST, message=str(error))
    return refuse(request, ConfigureFault(problem))


@configure.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The error response for an invalid request, with the path of each wrong value."""
    details = [_detail(tuple(each["loc"]), str(each["msg"])) for each in error.errors]
    inner = DetailCode.SCHEMA if any(each["loc"][0] == "body" for each in error.errors) else DetailCode.INVALID_REQUEST
    message = details[0] if len(details) == 1 else _("Some fields are missing, unknown or have the wrong type.")
    return refuse(
        request, ConfigureFault(Problem(outer=ErrorCode.BAD_REQUEST, inner=inner, message=message, details=details))
    )


def _detail(location: tuple[str | int, ...], message: str) -> str:
    """The message of an error. If the version is missing or unknown, it lists the supported versions."""
    # The location starts with its source and, for the body and the query, the name of our own parameter.
    parts = location[2:] if location[:1] == ("body",) else location[1:]
    names = [str(each) for each in parts if each not in _SOURCES]
    if names[-1:] == [_VERSION]:
        return _("$version is missing or unknown. Supported versions: {versions}.").format(versions=", ".join(Version))
    return ": ".join(filter(None, (".".join(names), message)))


def _finish(_request: HttpRequest, _response: HttpResponse) -> None:
    """Do nothing: responses of this API have no common headers."""


CONFIGURE = Surface(canonical=canonical, error_for_status=error_for_status, refuse=refuse_action, finish=_finish)
