"""Handlers for the errors that every call of a surface with tokens can raise."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError

from api.idempotency.calls import ResponseStored, stored_response
from api.json_parser import refusal_in, refusal_of_stream
from common.errors import SlipwayError

Refuse = Callable[[HttpRequest, SlipwayError], HttpResponse]
Answer = Callable[[HttpRequest, int], HttpResponse]


def register_error_handlers(api: NinjaAPI, *, refuse: Refuse, answer: Answer) -> None:
    """Register handlers that return errors in the format of the surface.

    refuse builds the response to an error, answer the response to a status without an error.

    A surface can register more handlers; ninja calls the one for the most specific class.
    """
    api.exception_handler(SlipwayError)(refuse)
    api.exception_handler(ResponseStored)(stored_response)

    @api.exception_handler(AuthenticationError)
    def refuse_stranger(request: HttpRequest, _error: Exception) -> HttpResponse:
        response = answer(request, HTTPStatus.UNAUTHORIZED)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(HttpError)
    def refuse_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        """For example, a body that is not JSON."""
        refusal = refusal_in(error)
        return refuse(request, refusal) if refusal else answer(request, error.status_code)

    @api.exception_handler(RequestDataTooBig)
    def refuse_size(request: HttpRequest, _error: Exception) -> HttpResponse:
        return answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    @api.exception_handler(UnreadablePostError)
    @api.exception_handler(RawPostDataException)
    def refuse_stream(request: HttpRequest, error: Exception) -> HttpResponse:
        return refuse(request, refusal_of_stream(error))
