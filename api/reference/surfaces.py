"""The surfaces of the API on the reference page, and the groups of their calls."""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, cast

from api.reference.calls import DocumentedCall, calls_of
from api.reference.schemas import translated
from api.surfaces import SURFACES

if TYPE_CHECKING:
    from ninja import NinjaAPI


SURFACE_SLUGS = tuple(name for name, surface in SURFACES.items() if surface.has_document)
Groups = list[tuple[str, list[DocumentedCall]]]


def surfaces() -> "Mapping[str, NinjaAPI]":
    """All surfaces; loads those that are not loaded yet."""
    return {word: surface_at(word) for word in SURFACE_SLUGS}


def surface_at(word: str) -> "NinjaAPI":
    """The surface with this word. Raises KeyError."""
    if word not in SURFACE_SLUGS:
        raise KeyError(word)
    return cast("NinjaAPI", SURFACES[word].loaded)


def groups_of(word: str) -> Groups:
    """The calls of a surface, grouped by tag in the order of its document. Raises KeyError."""
    surface = surface_at(word)
    calls = sorted(calls_of(surface), key=lambda call: _order(surface).index(call.tag))
    groups = groupby(calls, key=lambda call: call.tag)
    return [(translated(tag or str(surface.title)), list(tagged)) for tag, tagged in groups]


def openapi_path(word: str) -> str:
    """The path of the OpenAPI document."""
    surface = surface_at(word)
    return f"{surface.get_root_path({}).rstrip('/')}{surface.openapi_url}".replace("//", "/")


@cache
def _order(surface: "NinjaAPI") -> list[str]:
    return list(dict.fromkeys(call.tag for call in calls_of(surface)))
