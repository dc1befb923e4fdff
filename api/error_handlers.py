"""Error handlers that every surface with tokens registers."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError

from api.errors import CallUnderWay
from api.idempotency.actions import ResponseStored
from api.idempotency.calls import stored_response
from api.json_parser import refusal_in, refusal_of_stream
from api.limits import set_retry_after
from common.errors import SlipwayError

# A call that is still running ends soon.
_RETRY_SECONDS = 1
Refuse = Callable[[HttpRequest, SlipwayError], HttpResponse]
ErrorForStatus = Callable[[HttpRequest, int], HttpResponse]


def register_error_handlers(api: NinjaAPI, *, refuse: Refuse, error_for_status: ErrorForStatus) -> None:
    """Register handlers that return errors in the format of the surface.

    refuse builds the response to an error, error_for_status the response to a status without an error.

    A surface can register more handlers; ninja calls the one for the most specific class.
    """
    api.exception_handler(SlipwayError)(refuse)
    api.exception_handler(ResponseStored)(stored_response)

    @api.exception_handler(CallUnderWay)
    def refuse_for_now(request: HttpRequest, error: CallUnderWay) -> HttpResponse:
        set_retry_after(request, _RETRY_SECONDS)
        return refuse(request, error)

    @api.exception_handler(AuthenticationError)
    def refuse_stranger(request: HttpRequest, _error: Exception) -> HttpResponse:
        response = error_for_status(request, HTTPStatus.UNAUTHORIZED)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(HttpError)
    def refuse_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        """The error response for a request that ninja can't read, for example because its body is not JSON."""
        refusal = refusal_in(error)
        return refuse(request, refusal) if refusal else error_for_status(request, error.status_code)

    @api.exception_handler(RequestDataTooBig)
    def refuse_size(request: HttpRequest, _error: Exception) -> HttpResponse:
        return error_for_status(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    @api.exception_handler(UnreadablePostError)
    @api.exception_handler(RawPostDataException)
    def refuse_stream(request: HttpRequest, error: Exception) -> HttpResponse:
        return refuse(request, refusal_of_stream(error))
