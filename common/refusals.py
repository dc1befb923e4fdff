"""Marks a response as that to an error, so that the API can give the error its own format."""

from typing import TypeVar

from django.http import HttpResponse

from common.errors import SlipwayError

Response = TypeVar("Response", bound=HttpResponse)
_REFUSAL = "refusal"


def mark_refusal(response: Response, error: SlipwayError) -> Response:
    """Store the error with the response."""
    setattr(response, _REFUSAL, error)
    return response


def refusal_of(response: HttpResponse) -> SlipwayError | None:
    """The error; None if the response isn't marked."""
    return getattr(response, _REFUSAL, None)
