"""Error responses of the token endpoints."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja.errors import ValidationError

from api.surfaces import Surface, in_shape
from api.tokens.refusals import FAULT, TOO_MANY, UNREADABLE, TokenRefused, body_of
from api.tokens.surface import tokens
from common.errors import SlipwayError

_PHRASES = {
    405: "use POST",
    411: "send it in one piece, with a Content-Length header",
    413: "it is too large",
    415: "send a form",
}


@tokens.exception_handler(TokenRefused)
def refuse(_request: HttpRequest, refused: TokenRefused) -> HttpResponse:
    return in_shape(JsonResponse(body_of(refused, now=timezone.now()), status=refused.refusal.status))


@tokens.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(str(each["loc"][-1]) for each in error.errors)
    return refuse(request, TokenRefused(UNREADABLE, reason=f"invalid value of {names}"))


@tokens.exception_handler(SlipwayError)
def refuse_text(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    return refuse(request, TokenRefused(UNREADABLE, reason=str(error).rstrip(".")))


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    """The error response to a status that another part of the portal returned, such as Django for a wrong method."""
    if status == TOO_MANY.status:
        return refuse(request, TokenRefused(TOO_MANY))
    if status >= FAULT.status:
        response = refuse(request, TokenRefused(FAULT))
    else:
        response = refuse(request, TokenRefused(UNREADABLE, reason=_PHRASES.get(status, "it is not a valid form")))
    response.status_code = status
    return response


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    """Return the request ID of the client if it asks for it."""
    if request.headers.get("return-client-request-id", "").lower() == "true":
        response.headers["client-request-id"] = request.headers.get("client-request-id", "")


TOKENS = Surface(canonical=str.lower, answer=_answer, finish=_finish)
