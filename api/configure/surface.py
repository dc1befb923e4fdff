"""The declarative API. Its errors name the resource, with a detail for each reason."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from api.bearer import ApplicationToken
from api.configure.faults import ConfigureFault, problem_for_status, problem_of, resource_fault
from api.configure.ids import id_in_path
from api.configure.jobs import JobFailed
from api.configure.problems import DetailCode, ErrorCode, Problem, error_body
from api.configure.query_parameters import Version
from api.configure.routes import requests, resources
from api.errors import KeyUsedOtherwise
from api.json_parser import JsonParser
from api.openapi import Handlers, SurfaceAPI
from api.pages import UnknownToken
from api.paths import CONFIGURE_PREFIX
from api.surfaces import mark_formatted
from api.tokens.resources import TokenResource
from common.errors import SlipwayError

_SOURCES = frozenset({"body", "query", "path", "header"})
_VERSION_PARAMETER = "$version"


class ConfigureToken(ApplicationToken):
    resource = TokenResource.CONFIGURE
    is_for_managers = True


class ConfigureAPI(SurfaceAPI):
    def handlers(self) -> Handlers:
        return {
            **super().handlers(),
            ConfigureFault: self.refuse_call,
            JobFailed: self.show_failure,
            UnknownToken: self.refuse_token,
        }

    def refuse_call(self, request: HttpRequest, fault: ConfigureFault) -> HttpResponse:
        """The response to a refused call. Its resource is the one that the path names, if any."""
        body = error_body(fault.problem, fallback=id_in_path(request.path))
        return mark_formatted(JsonResponse(body, status=fault.status))

    def refuse_token(self, request: HttpRequest, _error: UnknownToken) -> HttpResponse:
        reason = _("This continuationToken is not valid. Use the one from the previous page.")
        return self.refuse_call(request, resource_fault(DetailCode.INVALID_REQUEST, reason))

    def show_failure(self, _request: HttpRequest, failed: JobFailed) -> HttpResponse:
        return mark_formatted(JsonResponse(failed.body, status=failed.status))

    def refuse(self, request: HttpRequest, error: SlipwayError) -> HttpResponse:
        if isinstance(error, KeyUsedOtherwise):
            problem = Problem(outer=ErrorCode.CONFLICT, inner=DetailCode.INVALID_REQUEST, message=str(error))
            return self.refuse_call(request, ConfigureFault(problem))
        status = HTTPStatus.BAD_REQUEST if error.status == HTTPStatus.UNPROCESSABLE_ENTITY else error.status
        return self.refuse_call(request, ConfigureFault(problem_of(error), status=status))

    def error_for_status(self, request: HttpRequest, status: int) -> HttpResponse:
        return self.refuse_call(request, ConfigureFault(problem_for_status(status), status=status))

    def refuse_values(self, request: HttpRequest, error: ValidationError) -> HttpResponse:
        """The response to an invalid request, with the path of each wrong value."""
        details = [_detail(tuple(value["loc"]), str(value["msg"])) for value in error.errors]
        is_in_body = any(value["loc"][0] == "body" for value in error.errors)
        inner = DetailCode.SCHEMA if is_in_body else DetailCode.INVALID_REQUEST
        message = details[0] if len(details) == 1 else _("Some fields are missing, unknown or have the wrong type.")
        problem = Problem(outer=ErrorCode.BAD_REQUEST, inner=inner, message=message, details=details)
        return self.refuse_call(request, ConfigureFault(problem))


def _detail(location: tuple[str | int, ...], message: str) -> str:
    """The message of an error. If the version is missing or unknown, it lists the supported versions."""
    # The location starts with its source and, for the body and the query, the name of our own parameter.
    parts = location[2:] if location[:1] == ("body",) else location[1:]
    names = [str(part) for part in parts if part not in _SOURCES]
    if names[-1:] == [_VERSION_PARAMETER]:
        return _("$version is missing or unknown. Supported versions: {versions}.").format(versions=", ".join(Version))
    return ": ".join(filter(None, (".".join(names), message)))


configure = ConfigureAPI(
    "configure",
    prefix=CONFIGURE_PREFIX,
    title="Slipway configure API",
    version="2022-03-01-preview3",
    description=(
        "Use clients for the Partner Center product ingestion API to describe the products that you want. A job then "
        "creates, changes or deletes resources to match the description. Your application needs the Manager role and "
        f"a token for the resource {TokenResource.CONFIGURE}."
    ),
    auth=ConfigureToken(),
    parser=JsonParser(is_strict=True),
)
# The order matters: the addresses of resources match everything.
for router in (requests.router, requests.submissions, resources.router):
    configure.add_router("", router)
