"""Refuses unknown query parameters, because a misspelt filter would return everything."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.operation import Operation

from api.errors import ShapeWrong

View = Callable[..., Any]


def known_parameters_only(view: View) -> View:
    """Decorator of a call: raises ShapeWrong for unknown query parameters before the call does anything."""
    known = _parameters_of(view._ninja_operation)  # type: ignore[attr-defined]  # noqa: SLF001 ninja sets it

    @wraps(view)
    def checked(request: HttpRequest, **values: object) -> object:
        if unknown := sorted(request.GET.keys() - known):
            raise ShapeWrong(fields={name: [_("There is no parameter with this name.")] for name in unknown})
        return view(request, **values)

    return checked


def _parameters_of(operation: Operation) -> frozenset[str]:
    models = [each for each in operation.models if each.__ninja_param_source__ == "query"]
    return frozenset(name for each in models for name in each.__ninja_flatten_map__)
