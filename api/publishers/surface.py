"""The API of publishers. Its errors are an object with a code and a message, and each call names the version."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.openapi.schema import OpenAPISchema

from accounts.models import Application
from api.bearer import ApplicationToken
from api.documents.corrections import calls_in
from api.ingestion.fault_api import FaultAPI
from api.ingestion.faults import IngestionFault, reason_of
from api.json_parser import JsonParser
from api.paths import PUBLISHERS_PREFIX
from api.publishers.routes import offers, publishing
from api.publishers.routes.publishing import PUBLISHERS_VERSION, VERSION_PARAMETER
from api.surfaces import mark_formatted
from api.tokens.resources import TokenResource

# Fixed here, because the name differs between versions of Python.
_ERROR_CODES: Mapping[int, str] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestEntityTooLarge",
    HTTPStatus.REQUEST_URI_TOO_LONG: "UriTooLong",
}


class VersionFault(IngestionFault):
    """The call has no version or an unsupported one."""

    def __init__(self) -> None:
        reason = _("Add {parameter}={version} to the query string.")
        super().__init__(HTTPStatus.BAD_REQUEST, reason.format(parameter=VERSION_PARAMETER, version=PUBLISHERS_VERSION))


class PublisherToken(ApplicationToken):
    resource = TokenResource.PUBLISHERS
    is_for_managers = True

    def authenticate(self, request: HttpRequest, token: str) -> Application | None:
        application = super().authenticate(request, token)
        if application is not None and request.GET.get(VERSION_PARAMETER) != PUBLISHERS_VERSION:
            raise VersionFault
        return application


class PublishersAPI(FaultAPI):
    statuses: Mapping[int, int] = {HTTPStatus.UNPROCESSABLE_ENTITY: HTTPStatus.BAD_REQUEST}

    def refuse_call(self, _request: HttpRequest, fault: IngestionFault) -> HttpResponse:
        """The error with the reason or, without one, the problems of each value."""
        phrase = HTTPStatus(fault.status).phrase.replace(" ", "")
        code = "InvalidAPIVersion" if isinstance(fault, VersionFault) else _ERROR_CODES.get(fault.status, phrase)
        places = " ".join(f"{place}: {' '.join(texts)}" for place, texts in fault.data.items())
        error = {"code": code, "message": fault.reason or places or reason_of(fault.status)}
        return mark_formatted(JsonResponse({"error": error}, status=fault.status))

    def complete(self, document: OpenAPISchema) -> None:
        """Also adds the version parameter to each call."""
        super().complete(document)
        for call in calls_in(document):
            call["parameters"].append(
                {
                    "name": VERSION_PARAMETER,
                    "in": "query",
                    "required": True,
                    "description": "Version of the API; only this one exists",
                    "schema": {"type": "string", "enum": [PUBLISHERS_VERSION]},
                }
            )


publishers = PublishersAPI(
    "publishers",
    prefix=PUBLISHERS_PREFIX,
    title="Slipway publisher API",
    version=PUBLISHERS_VERSION,
    description=(
        "Manage software licences with clients for the older Cloud Partner Portal API. The virtual machine offers in "
        "that API are the products of the type AzureThirdPartyVirtualMachine in the ingestion API. The publisher ID is "
        "your organisation's short name, shown next to the tenant ID of each application. You can also use the tenant "
        f"ID. Your application needs the Manager role and a token for the resource {TokenResource.PUBLISHERS}."
    ),
    auth=PublisherToken(),
    parser=JsonParser(is_strict=False),
)
for calls in (offers, publishing):
    publishers.add_router("", calls.router)
