"""The parts of the API. Each has its own shape for errors, whatever part of the portal the error comes from."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

Response = TypeVar("Response", bound=HttpResponse)


class Surface(Struct, frozen=True, kw_only=True):
    """One part of the API (`api.mounts` tells its paths).

    canonical spells a path as its routes do. answer gives the error of a status in the surface's shape. finish adds
    what each answer carries.
    """

    canonical: Callable[[str], str]
    answer: Callable[[HttpRequest, int], HttpResponse]
    finish: Callable[[HttpRequest, HttpResponse], None]


def in_shape(response: Response) -> Response:
    """Mark an error that has the shape of its surface."""
    response.is_in_shape = True  # type: ignore[attr-defined]  # read below only
    return response


def is_in_shape(response: HttpResponse) -> bool:
    """Whether the surface itself made this error; if not, it comes from another part of the portal."""
    return getattr(response, "is_in_shape", False)
