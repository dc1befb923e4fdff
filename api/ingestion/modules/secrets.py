"""Finds secrets by their names and separates them from the stored body."""

from collections.abc import Iterator

from msgspec import Struct

from api.ingestion.modules.leads import is_secret_name
from tilekit.core.field import Json
from tilekit.core.section import Values


class FoundSecret(Struct, frozen=True, kw_only=True):
    """A secret and its path. Items of lists are named by their plan ID, or else by their position."""

    path: tuple[str, ...]
    value: Json


def secrets_in(value: Json, path: tuple[str, ...] = ()) -> Iterator[FoundSecret]:
    """The values in a body whose names suggest a secret."""
    for name, item in _items(value):
        if isinstance(value, dict) and is_secret_name(name):
            yield FoundSecret(path=(*path, name), value=item)
        else:
            yield from secrets_in(item, (*path, name))


def public_part(body: Values) -> Values:
    """The body without its secrets."""
    return {name: _without_secrets(item) for name, item in body.items() if not is_secret_name(name)}


def _items(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        for number, item in enumerate(value):
            plan = item.get("planId") if isinstance(item, dict) else None
            yield str(plan or number), item


def _without_secrets(value: Json) -> Json:
    if isinstance(value, dict):
        return public_part(value)
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value
