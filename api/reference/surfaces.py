"""The surfaces that have a reference page, by the word in its address."""

from collections.abc import Mapping
from functools import cache
from itertools import groupby

from ninja import NinjaAPI

from api.calls import SURFACES
from api.reference.calls import Call, calls_of

BY_WORD: Mapping[str, NinjaAPI] = {each.urls_namespace: each for each in SURFACES}
Groups = list[tuple[str, list[Call]]]


def groups_of(word: str) -> Groups:
    """The calls of a surface by subject, in the order of its document. Raises KeyError."""
    surface = BY_WORD[word]
    calls = sorted(calls_of(surface), key=lambda call: _order(surface).index(call.tag))
    return [(tag or str(surface.title), list(found)) for tag, found in groupby(calls, key=lambda call: call.tag)]


def document_of(word: str) -> str:
    """Where the OpenAPI document is."""
    surface = BY_WORD[word]
    return f"{surface.get_root_path({}).rstrip('/')}{surface.openapi_url}".replace("//", "/")


@cache
def _order(surface: NinjaAPI) -> list[str]:
    return list(dict.fromkeys(call.tag for call in calls_of(surface)))
