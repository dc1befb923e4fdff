"""Our own API as one OpenAPI document, and how its calls fail."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from api.bodies import JsonParser, refusal_in, refusal_of_stream
from api.errors import KeyUnreadable, KeyUsedOtherwise, ShapeWrong
from api.etags import etag_of
from api.idempotency.calls import HEADER, AnsweredBefore, answer_again
from api.openapi import SurfaceAPI
from api.surfaces import Surface
from api.v1.auth import PortalToken
from api.v1.faults import answer_in_shape, refuse
from api.v1.paths import canonical, is_v1
from api.v1.routes import listings, sections
from common.errors import SlipwayError

v1 = SurfaceAPI(
    title="Slipway API",
    version="1.0",
    description="Listings of your organisation: read them, change their drafts, and see what checks find.",
    urls_namespace="v1",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=PortalToken(),
    parser=JsonParser(is_strict=True),
)
for each in (listings, sections):
    v1.add_router("/listings", each.router)
# Sources of parameters; they are left out of a field's place.
_SOURCES = frozenset({"body", "query", "path", "header"})


@v1.exception_handler(SlipwayError)
def refuse_action(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """What stands against an action of the portal."""
    return refuse(request, error)


@v1.exception_handler(KeyUnreadable)
@v1.exception_handler(KeyUsedOtherwise)
def refuse_key(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    return refuse(request, error, target=HEADER)


@v1.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What has the wrong shape, by its place."""
    fields: dict[str, list[str]] = {}
    for each in error.errors:
        fields.setdefault(_place(each["loc"]), []).append(str(each["msg"]))
    return refuse(request, ShapeWrong(fields=fields))


@v1.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = answer_in_shape(request, HTTPStatus.UNAUTHORIZED)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@v1.exception_handler(HttpError)
def refuse_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """For example, a body that is not JSON."""
    refusal = refusal_in(error)
    return refuse(request, refusal) if refusal else answer_in_shape(request, error.status_code)


@v1.exception_handler(RequestDataTooBig)
def refuse_size(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return answer_in_shape(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@v1.exception_handler(UnreadablePostError)
@v1.exception_handler(RawPostDataException)
def refuse_stream(request: HttpRequest, error: Exception) -> HttpResponse:
    return refuse(request, refusal_of_stream(error))


v1.exception_handler(AnsweredBefore)(answer_again)


def _place(location: tuple[str | int, ...]) -> str:
    """Names joined by dots; "body" for the body as a whole."""
    names = [str(each) for each in location]
    inner = names[1:] if names[0] in _SOURCES else names
    # The first name in a body is that of our own parameter.
    return ".".join(inner[1:] if names[0] == "body" and len(inner) > 1 else inner) or "body"


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    if etag := etag_of(request):
        response.headers["ETag"] = etag


V1 = Surface(owns=is_v1, canonical=canonical, answer=answer_in_shape, finish=_finish)
