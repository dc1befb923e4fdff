"""The parts of the API. Each has its own shape for errors, whatever part of the portal the error comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from msgspec import Struct


class Surface(Struct, frozen=True, kw_only=True):
    """One part, recognised by its paths.

    canonical spells a path as its routes do. answer gives the error of a status in the surface's shape. finish adds
    what each answer carries.
    """

    owns: Callable[[str], object]
    canonical: Callable[[str], str]
    answer: Callable[[HttpRequest, int], HttpResponse]
    finish: Callable[[HttpRequest, HttpResponse], None]
