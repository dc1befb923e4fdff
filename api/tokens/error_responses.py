"""Error responses of the token endpoints."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError

from api.errors import HeadersTooLarge, UriTooLong
from api.surfaces import Surface, mark_formatted
from api.tokens.surface import tokens
from api.tokens.token_errors import FAULT, INVALID_VALUES, TOO_MANY, UNREADABLE, TokenRefused, token_error_body
from common.errors import SlipwayError
from common.lists import joined_with_and

_REASONS = {
    405: _("Send a POST request."),
    411: _("Send the body in one piece, with a Content-Length header."),
    413: _("The request is too large."),
    414: UriTooLong.message,
    431: HeadersTooLarge.message,
    415: _("Send the body as a form, as application/x-www-form-urlencoded."),
}


@tokens.exception_handler(TokenRefused)
def refuse(_request: HttpRequest, error: TokenRefused) -> HttpResponse:
    return mark_formatted(JsonResponse(token_error_body(error, now=timezone.now()), status=error.refusal.status))


@tokens.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = joined_with_and(str(each["loc"][-1]) for each in error.errors)
    return refuse(request, TokenRefused(INVALID_VALUES, names=names))


@tokens.exception_handler(SlipwayError)
def refuse_text(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    return refuse(request, TokenRefused(UNREADABLE, reason=str(error)))


def _error_for_status(request: HttpRequest, status: int) -> HttpResponse:
    """The error response to a status that another part of the portal returned, such as Django for a wrong method."""
    if status == TOO_MANY.status:
        return refuse(request, TokenRefused(TOO_MANY))
    if status >= FAULT.status:
        response = refuse(request, TokenRefused(FAULT))
    else:
        response = refuse(
            request, TokenRefused(UNREADABLE, reason=str(_REASONS.get(status, _("The body is not a valid form."))))
        )
    response.status_code = status
    return response


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    """Add the client's own request ID to the response if the client requests that."""
    if request.headers.get("return-client-request-id", "").lower() == "true":
        response.headers["client-request-id"] = request.headers.get("client-request-id", "")


TOKENS = Surface(canonical=str.lower, error_for_status=_error_for_status, refuse=refuse_text, finish=_finish)
