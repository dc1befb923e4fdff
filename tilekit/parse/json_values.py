"""Reads JSON values of unknown type. A value of another type counts as empty."""

from collections.abc import Iterator

from tilekit.core.field import Json
from tilekit.parse.json import pointer_parts

_MAX_INDEX_DIGITS = 9


def text(value: Json) -> str:
    """The value if it is a text, otherwise ""."""
    return value if isinstance(value, str) else ""


def members(value: Json) -> dict[str, Json]:
    """The value as an object; empty if it is not one."""
    return value if isinstance(value, dict) else {}


def elements(value: Json) -> list[Json]:
    """The value as a list; empty if it is not one."""
    return value if isinstance(value, list) else []


def objects(value: Json) -> list[tuple[int, dict[str, Json]]]:
    """Index and value of the objects in a list."""
    return [(at, item) for at, item in enumerate(elements(value)) if isinstance(item, dict)]


def texts_in(value: Json) -> Iterator[str]:
    """The text, or every text inside an object or a list."""
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else elements(value):
        yield from texts_in(item)


def value_at(value: Json, pointer: str) -> Json:
    """The value at a JSON pointer; None if there is none."""
    for part in pointer_parts(pointer):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and len(part) <= _MAX_INDEX_DIGITS and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value
