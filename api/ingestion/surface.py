"""The ingestion API: its OpenAPI document and its error handlers."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import ValidationError

from api.error_handlers import register_error_handlers
from api.errors import KeyUsedOtherwise
from api.ingestion.auth import ManagerToken
from api.ingestion.faults import Data, IngestionFault, correlation_id, data_of, error_for_status, refuse
from api.ingestion.paths import canonical
from api.ingestion.requests import etag_of_call
from api.ingestion.routes import entities, images, modules, packages, products, settings, submissions, variants
from api.json_parser import JsonParser
from api.openapi import SurfaceAPI
from api.surfaces import Surface
from api.tokens.resources import TokenResource
from common.errors import SlipwayError

ingestion = SurfaceAPI(
    title="Slipway ingestion API",
    version="1.0",
    description=(
        "Manage your listings as products with clients for the Partner Center ingestion API. The requests and "
        "responses are compatible with that API. Your application needs the Manager role and a token for the resource "
        f"“{TokenResource.INGESTION}”."
    ),
    urls_namespace="ingestion",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=ManagerToken(),
    parser=JsonParser(is_strict=False),
)
for each in (products, modules, entities, settings, images, variants, packages, submissions):
    ingestion.add_router("/products", each.router)
# Statuses that this API does not use, and those that it sends instead.
_STATUSES = dict.fromkeys((415, 422), HTTPStatus.BAD_REQUEST)
_MISSING = {"missing", "string_too_short"}


def refuse_action(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error response for an error that an action raised."""
    return refuse(request, IngestionFault(_STATUSES.get(error.status, error.status), str(error), data_of(error)))


register_error_handlers(ingestion, refuse=refuse_action, error_for_status=error_for_status)


@ingestion.exception_handler(IngestionFault)
def refuse_call(request: HttpRequest, fault: IngestionFault) -> HttpResponse:
    return refuse(request, fault)


@ingestion.exception_handler(KeyUsedOtherwise)
def refuse_key(request: HttpRequest, error: KeyUsedOtherwise) -> HttpResponse:
    return refuse(request, IngestionFault(HTTPStatus.CONFLICT, str(error)))


@ingestion.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The error response for an invalid request, with messages by field."""
    data: Data = {}
    for each in error.errors:
        data.setdefault(str(each["loc"][-1]), []).append(_reason(each))
    return refuse(request, IngestionFault(HTTPStatus.BAD_REQUEST, data=data))


def _reason(error: Mapping[str, object]) -> str:
    """The message of an error. For a missing value it starts with "Missing", which clients look for."""
    if error["type"] in _MISSING:
        return _("Missing: a value is required.")
    return str(error["msg"]).removeprefix("Value error, ")


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    if etag := etag_of_call(request):
        response.headers["ETag"] = etag
    response.headers["Request-ID"] = correlation_id()
    if response.headers.get("Content-Type") == "application/json":
        response.headers["Content-Type"] = "application/json; charset=utf-8"


INGESTION = Surface(canonical=canonical, error_for_status=error_for_status, refuse=refuse_action, finish=_finish)
