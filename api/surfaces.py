"""The surfaces of the API. Each has its own error format, also for errors that other parts of the portal raise."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from common.errors import SlipwayError

Response = TypeVar("Response", bound=HttpResponse)


class Surface(Struct, frozen=True, kw_only=True):
    """A part of the API with its own error format. `api.mounts` has its paths.

    canonical returns a path in the spelling of the routes. error_for_status builds the error response. refuse builds
    that to an error which has a text of its own. finish adds the headers that every response has.
    """

    canonical: Callable[[str], str]
    error_for_status: Callable[[HttpRequest, int], HttpResponse]
    refuse: Callable[[HttpRequest, SlipwayError], HttpResponse]
    finish: Callable[[HttpRequest, HttpResponse], None]


def mark_formatted(response: Response) -> Response:
    """Mark an error response that already has the format of its surface."""
    response.is_in_shape = True  # type: ignore[attr-defined]  # read below only
    return response


def is_formatted(response: HttpResponse) -> bool:
    """Whether the surface built this error response. If not, another part of the portal did."""
    return getattr(response, "is_in_shape", False)
