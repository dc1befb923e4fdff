"""The token endpoints. Their errors have the format of OAuth 2.0 (RFC 6749, 5.2)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError

from api.errors import HeadersTooLarge, UriTooLong
from api.openapi import Handlers, MountedAPI
from api.surfaces import mark_formatted
from api.tokens import routes
from api.tokens.token_errors import (
    INVALID_VALUES,
    SERVER_FAULT,
    TOO_MANY,
    UNAVAILABLE,
    UNREADABLE,
    TokenRefused,
    token_error_body,
)
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


class TokensAPI(MountedAPI):
    added_headers = ("client-request-id",)

    def handlers(self) -> Handlers:
        return {TokenRefused: self.refuse_token, ValidationError: self.refuse_values, SlipwayError: self.refuse}

    def refuse_token(self, _request: HttpRequest, error: TokenRefused) -> HttpResponse:
        return mark_formatted(JsonResponse(token_error_body(error, now=timezone.now()), status=error.refusal.status))

    def refuse_values(self, request: HttpRequest, error: ValidationError) -> HttpResponse:
        names = joined_with_and(str(value["loc"][-1]) for value in error.errors)
        return self.refuse_token(request, TokenRefused(INVALID_VALUES, names=names))

    def refuse(self, request: HttpRequest, error: SlipwayError) -> HttpResponse:
        refusal = UNAVAILABLE if error.status == UNAVAILABLE.status else UNREADABLE
        return self.refuse_token(request, TokenRefused(refusal, reason=str(error)))

    def error_for_status(self, request: HttpRequest, status: int) -> HttpResponse:
        if status == TOO_MANY.status:
            return self.refuse_token(request, TokenRefused(TOO_MANY))
        reason = str(_REASONS.get(status, _("The body is not a valid form.")))
        error = TokenRefused(SERVER_FAULT) if status >= SERVER_FAULT.status else TokenRefused(UNREADABLE, reason=reason)
        response = self.refuse_token(request, error)
        response.status_code = status
        return response

    def finish(self, request: HttpRequest, response: HttpResponse) -> None:
        """Add the client's own request ID to the response if the client requests that."""
        if request.headers.get("return-client-request-id", "").lower() == "true":
            response.headers["client-request-id"] = request.headers.get("client-request-id", "")


tokens = TokensAPI(
    "tokens",
    title="Slipway tokens",
    version="1.0.0",
    description=(
        "Exchange one of your application's keys for an access token, which is valid for at most 60 minutes. You "
        "can find the tenant ID and the client ID on the application's page, under Organisation, then Users."
    ),
    openapi_url="/oauth2/openapi.json",
)
tokens.add_router("", routes.router)
