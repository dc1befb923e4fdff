"""The API of publishers as one OpenAPI document, and how its calls fail."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from api.bodies import JsonParser, refusal_in, refusal_of_stream
from api.errors import KeyUsedOtherwise
from api.etags import etag_of
from api.idempotency.calls import AnsweredBefore, answer_again
from api.ingestion.faults import Data, IngestionFault, data_of
from api.publishers.auth import PublisherToken
from api.publishers.faults import answer_in_shape, refuse
from api.publishers.paths import canonical, is_publishers
from api.publishers.routes import offers, publishing
from api.publishers.versions import VERSION, VersionedAPI
from api.surfaces import Surface
from common.errors import SlipwayError

publishers = VersionedAPI(
    title="Slipway publisher API",
    version=VERSION,
    description=(
        "Offers of virtual machines, in the shape of the older Cloud Partner Portal API. They are the products of the "
        "type AzureThirdPartyVirtualMachine of the ingestion API. The publisher ID is the short name of your "
        "organisation. You find it next to the tenant ID of each application; the tenant ID works in its place."
    ),
    urls_namespace="publishers",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=PublisherToken(),
    parser=JsonParser(is_strict=False),
)
for each in (offers, publishing):
    publishers.add_router("", each.router)


@publishers.exception_handler(IngestionFault)
def refuse_call(request: HttpRequest, fault: IngestionFault) -> HttpResponse:
    return refuse(request, fault)


@publishers.exception_handler(SlipwayError)
def refuse_action(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """What stands against an action of the portal. There is no 422 here."""
    status = HTTPStatus.BAD_REQUEST if error.status == HTTPStatus.UNPROCESSABLE_ENTITY else error.status
    return refuse(request, IngestionFault(status, str(error), data_of(error)))


@publishers.exception_handler(KeyUsedOtherwise)
def refuse_key(request: HttpRequest, error: KeyUsedOtherwise) -> HttpResponse:
    return refuse(request, IngestionFault(HTTPStatus.CONFLICT, str(error)))


publishers.exception_handler(AnsweredBefore)(answer_again)


@publishers.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What has the wrong shape, by the name of its field."""
    data: Data = {}
    for each in error.errors:
        data.setdefault(str(each["loc"][-1]), []).append(str(each["msg"]).removeprefix("Value error, "))
    return refuse(request, IngestionFault(HTTPStatus.BAD_REQUEST, data=data))


@publishers.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = answer_in_shape(request, HTTPStatus.UNAUTHORIZED)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@publishers.exception_handler(HttpError)
def refuse_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """For example, a body that is not JSON."""
    if refusal := refusal_in(error):
        return refuse_action(request, refusal)
    return refuse(request, IngestionFault(error.status_code, str(error)))


@publishers.exception_handler(RequestDataTooBig)
def refuse_size(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return answer_in_shape(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@publishers.exception_handler(UnreadablePostError)
@publishers.exception_handler(RawPostDataException)
def refuse_stream(request: HttpRequest, error: Exception) -> HttpResponse:
    return refuse_action(request, refusal_of_stream(error))


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    if etag := etag_of(request):
        response.headers["ETag"] = etag


PUBLISHERS = Surface(owns=is_publishers, canonical=canonical, answer=answer_in_shape, finish=_finish)
