"""Attributes by dotted path: `get(attributes, split("http.status_code"))`."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from tilekit.core.fields import Json
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS, NODE

MAX_CREATED_LEVELS = 4
"""The most levels of objects that processors create."""

TEMPLATE_ATTRIBUTE: Final = re.compile(r"%\{([^{}]*)\}")
"""An attribute in a template, such as `%{http.method}`."""

_INDEX, _DIGIT = re.compile(r"\[(\d+)\]", re.ASCII), re.compile(r"[\[.]\d", re.ASCII)
_LONGEST_INDEX = 10

Attributes = dict[str, Json]
Path = tuple[str, ...]


class Missing(Enum):
    """The value of a missing attribute, because None is a value in JSON."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
CONTAINERS: Final = (dict, list)
"""For isinstance. Creating a union of types on each call would take longer than the rest of the function."""


def split_path(path: str) -> Path:
    """The keys of a path. Everything below the deepest level is one key."""
    return tuple(path.split(".", MAX_PIPELINE_LEVELS - MAX_CREATED_LEVELS - 1))


def get(attributes: Attributes, path: Path) -> Json | Missing:
    """The value; MISSING if there is none. A key may itself contain the dots of the path.

    A part may be the index of an item in a list (`a.0.b` or `a[0].b`).
    """
    value: Json | Missing = attributes
    for part in path:
        value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
        if value is MISSING:
            name = ".".join(path)
            return attributes[name] if name in attributes else _item(attributes, name)
    return value


def _item(attributes: Attributes, name: str) -> Json | Missing:
    """The value at a path that leads through lists by index; MISSING if there is none."""
    value: Json | Missing = attributes
    for part in _INDEX.sub(r".\1", name).split(".") if _DIGIT.search(name) else ("",):
        if isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if len(part) < _LONGEST_INDEX and int(part) < len(value) else MISSING
        else:
            value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
    return value


def values_of_items(attributes: Attributes, path: Path) -> list[Json]:
    """The values of a key in the objects of a list, such as `users.name` for a list of users; empty if there is no
    list.
    """
    value: Json | Missing = attributes
    for at, part in enumerate(path):
        if isinstance(value, list):
            values = [get(one, path[at:]) for one in value if isinstance(one, dict)]
            return [one for one in values if not isinstance(one, Missing)]
        value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
    return []


def put(attributes: Attributes, path: Path, value: Json) -> bool:
    """Set the value, creating missing parents; False if a parent is a text or a number."""
    last = path[-1]
    for part in path[:-1]:
        inner = attributes.get(part, MISSING)
        if inner is MISSING:
            inner = attributes[part] = {}
        elif not isinstance(inner, dict):
            return False
        attributes = inner
    attributes[last] = value
    return True


def remove(attributes: Attributes, path: Path) -> None:
    """Remove the value, and the objects that are empty without it."""
    joined = ".".join(path)
    if joined in attributes:
        del attributes[joined]
        return
    trail: list[tuple[Attributes, str]] = []
    value: Json = attributes
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return
        trail.append((value, part))
        value = value[part]
    for holder, part in reversed(trail):
        del holder[part]
        if holder:
            return


def depth_and_size(value: Json, *, limit: int = MAX_PIPELINE_LEVELS) -> tuple[int, int]:
    """The nesting depth of objects and lists, at most limit + 1, and the number of values."""
    if not isinstance(value, CONTAINERS):
        return 0, 0
    inner = value.values() if isinstance(value, dict) else value
    deepest, count = 0, len(inner)
    for one in inner if limit > 0 else ():
        if isinstance(one, CONTAINERS):
            depth, more = depth_and_size(one, limit=limit - 1)
            deepest, count = max(deepest, depth), count + more
    return deepest + 1, count


def depth(value: Json) -> int:
    """The nesting depth of objects and lists, at most MAX_PIPELINE_LEVELS + 1."""
    return depth_and_size(value)[0]


def copied(value: Json) -> Json:
    """A deep copy; the value is at most MAX_PIPELINE_LEVELS deep."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [copied(inner) for inner in value]
    return value


def copy_cost(value: Json) -> int:
    """The cost of copying a value, in units of work."""
    if isinstance(value, str):
        return NODE + len(value)
    if isinstance(value, dict):
        return NODE + sum(len(key) + copy_cost(inner) for key, inner in value.items())
    return NODE + sum(map(copy_cost, value)) if isinstance(value, list) else NODE


def without_empty_values(value: Json) -> Json:
    """The result of a filter in the platform's form: dotted keys become paths, without nulls and empty objects."""
    return _expand(value, is_formatting=True)


def expand_dotted_keys(attributes: Attributes) -> Attributes:
    """The attributes of a log in the platform's form: dotted keys become paths, within the allowed depth."""
    expanded = _expand(attributes, is_formatting=False)
    return expanded if isinstance(expanded, dict) and depth(expanded) <= MAX_PIPELINE_LEVELS else attributes


def _expand(value: Json, *, is_formatting: bool) -> Json:
    if isinstance(value, list):
        return [_expand(one, is_formatting=is_formatting) for one in value]
    if not isinstance(value, dict):
        return value
    attributes: Attributes = {}
    for key, inner in value.items():
        expanded = _expand(inner, is_formatting=is_formatting) if isinstance(inner, CONTAINERS) else inner
        if is_formatting and (expanded is None or expanded == {}):
            continue
        path = split_path(key) if "." in key else (key,)
        if "" in path or not put(attributes, path, _merged(get(attributes, path), expanded)):
            attributes[key] = expanded
    return attributes


def _merged(value: Json | Missing, other: Json) -> Json:
    """The second value, with the keys that only the first has if both are objects."""
    if not isinstance(value, dict) or not isinstance(other, dict):
        return other
    return {**value, **{key: _merged(value.get(key, MISSING), inner) for key, inner in other.items()}}


def leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """The dotted path and value of each leaf of an object: everything in it that is not itself an object."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    else:
        yield path, value
