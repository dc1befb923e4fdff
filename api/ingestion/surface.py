"""The ingestion API. Its errors are a JSON string that ends with an object."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from api.bearer import ApplicationToken
from api.ingestion.fault_api import FaultAPI
from api.ingestion.faults import IngestionFault, correlation_id, fault_text
from api.ingestion.routes import entities, images, packages, products, settings, submissions, variants
from api.json_parser import JsonParser
from api.openapi import Handlers
from api.pages import UnknownToken
from api.paths import INGESTION_PREFIX
from api.surfaces import mark_formatted
from api.tokens.resources import TokenResource

_MISSING = {"missing", "string_too_short"}


class ManagerToken(ApplicationToken):
    resource = TokenResource.INGESTION
    is_for_managers = True


class IngestionAPI(FaultAPI):
    added_headers = ("Request-ID",)
    statuses: Mapping[int, int] = dict.fromkeys((415, 422), HTTPStatus.BAD_REQUEST)

    def handlers(self) -> Handlers:
        return {**super().handlers(), UnknownToken: self.refuse_token}

    def refuse_token(self, request: HttpRequest, _error: UnknownToken) -> HttpResponse:
        reason = _("This $skipToken is not valid. Use the one in nextLink.")
        return self.refuse_call(request, IngestionFault(HTTPStatus.BAD_REQUEST, data={"$skipToken": [reason]}))

    def refuse_call(self, _request: HttpRequest, fault: IngestionFault) -> HttpResponse:
        return mark_formatted(JsonResponse(fault_text(fault), safe=False, status=fault.status))

    def reason_of_value(self, error: Mapping[str, object]) -> str:
        """The message of an error. For a missing value it starts with "Missing", which clients look for."""
        is_missing = error["type"] in _MISSING
        return _("Missing: a value is required.") if is_missing else super().reason_of_value(error)

    def finish(self, request: HttpRequest, response: HttpResponse) -> None:
        super().finish(request, response)
        response.headers["Request-ID"] = correlation_id()
        if response.headers.get("Content-Type") == "application/json":
            response.headers["Content-Type"] = "application/json; charset=utf-8"


ingestion = IngestionAPI(
    "ingestion",
    prefix=INGESTION_PREFIX,
    title="Slipway ingestion API",
    version="1.0",
    description=(
        "Manage your listings as products with clients for the Partner Center ingestion API. The requests and "
        "responses are compatible with that API. Your application needs the Manager role and a token for the resource "
        f"“{TokenResource.INGESTION}”."
    ),
    auth=ManagerToken(),
    parser=JsonParser(is_strict=False),
)
for router in (
    products.router,
    products.branches,
    *(calls.router for calls in (entities, settings, images, variants, packages, submissions)),
):
    ingestion.add_router("/products", router)
