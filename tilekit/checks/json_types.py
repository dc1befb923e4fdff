"""Values of JSON and YAML files whose type is known, and findings about values of another type."""

import json
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from tilekit.checks.assets import ListingFile
from tilekit.checks.finding import RawFinding
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members, objects, value_at

_SHOWN_CHARACTERS = 60


class JsonType(Struct, frozen=True):
    """A type and the message about a value that doesn't have it."""

    fits: Callable[[Json], bool]
    message: str


TEXT = JsonType(lambda value: isinstance(value, str), N_("{key} must be text, but it is {value}. Correct it."))
NUMBER = JsonType(
    lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    N_("{key} must be a number, but it is {value}. Correct it."),
)
FLAG = JsonType(
    lambda value: isinstance(value, bool), N_("{key} must be true or false, but it is {value}. Correct it.")
)
LIST = JsonType(lambda value: isinstance(value, list), N_("{key} must be a list, but it is {value}. Correct it."))
OBJECT = JsonType(
    lambda value: isinstance(value, dict), N_("{key} must be a JSON object, but it is {value}. Correct it.")
)
TEXTS = JsonType(
    lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    N_("{key} must be a list of strings, but it is {value}. Correct it."),
)
OBJECTS = JsonType(
    lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
    N_("{key} must be a list of JSON objects, but it is {value}. Correct it."),
)


def wrong_types(file: ListingFile, root: Json, types: Mapping[str, JsonType], *, at: str = "") -> Iterator[RawFinding]:
    """A finding for each member of an object that has another type. null counts as missing.

    root is the value of the file, and at is the pointer to the object. `/*` in it stands for each object of a list.
    """
    above, each, below = at.partition("/*")
    if each:
        for index, _ in objects(value_at(root, above)):
            yield from wrong_types(file, root, types, at=f"{above}/{index}{below}")
        return
    found = members(value_at(root, at))
    for key, kind in types.items():
        value = found.get(key)
        if value is not None and not kind.fits(value):
            shown = json.dumps(value, ensure_ascii=False)
            if len(shown) > _SHOWN_CHARACTERS:
                shown = f"{shown[:_SHOWN_CHARACTERS]}…"
            yield file.finding(at + pointer_to(key), shown, message=kind.message, key=key)
