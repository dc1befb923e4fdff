"""The API of publishers: its OpenAPI document and its error handlers."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from api.error_handlers import register_error_handlers
from api.errors import KeyUsedOtherwise
from api.etags import etag_of_call
from api.ingestion.faults import Data, IngestionFault, data_of
from api.json_parser import JsonParser
from api.publishers.auth import PublisherToken
from api.publishers.faults import error_for_status, refuse
from api.publishers.paths import canonical
from api.publishers.routes import offers, publishing
from api.publishers.versions import VERSION, VersionedAPI
from api.surfaces import Surface
from api.tokens.resources import TokenResource
from common.errors import SlipwayError

publishers = VersionedAPI(
    title="Slipway publisher API",
    version=VERSION,
    description=(
        "Manage software licences with clients for the older Cloud Partner Portal API. The virtual machine offers in "
        "that API are the products of the type AzureThirdPartyVirtualMachine in the ingestion API. The publisher ID is "
        "your organisation's short name, shown next to the tenant ID of each application. You can also use the tenant "
        f"ID. Your application needs the Manager role and a token for the resource {TokenResource.PUBLISHERS}."
    ),
    urls_namespace="publishers",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=PublisherToken(),
    parser=JsonParser(is_strict=False),
)
for each in (offers, publishing):
    publishers.add_router("", each.router)


def refuse_action(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error response for an error that an action raised. This API returns 400 instead of 422."""
    status = HTTPStatus.BAD_REQUEST if error.status == HTTPStatus.UNPROCESSABLE_ENTITY else error.status
    return refuse(request, IngestionFault(status, str(error), data_of(error)))


register_error_handlers(publishers, refuse=refuse_action, error_for_status=error_for_status)


@publishers.exception_handler(IngestionFault)
def refuse_call(request: HttpRequest, fault: IngestionFault) -> HttpResponse:
    return refuse(request, fault)


@publishers.exception_handler(KeyUsedOtherwise)
def refuse_key(request: HttpRequest, error: KeyUsedOtherwise) -> HttpResponse:
    return refuse(request, IngestionFault(HTTPStatus.CONFLICT, str(error)))


@publishers.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The error response for an invalid request, with messages by field."""
    data: Data = {}
    for each in error.errors:
        data.setdefault(str(each["loc"][-1]), []).append(str(each["msg"]).removeprefix("Value error, "))
    return refuse(request, IngestionFault(HTTPStatus.BAD_REQUEST, data=data))


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    if etag := etag_of_call(request):
        response.headers["ETag"] = etag


PUBLISHERS = Surface(canonical=canonical, error_for_status=error_for_status, refuse=refuse_action, finish=_finish)
