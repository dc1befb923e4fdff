"""Values of JSON and YAML files whose type is known, and findings about values of another type."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from tilekit.checks.finding import RawFinding
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members

_MAX_SHOWN_VALUE = 60
MAX_INTEGER = 2**63 - 1


class FileWithFindings(Protocol):
    """A file that makes findings about the values at its pointers."""

    @property
    def finding(self) -> Callable[..., RawFinding]: ...


class JsonType(Struct, frozen=True):
    """A type, and the message about a value that doesn't have it. The message can contain the parameters."""

    fits: Callable[[Json], bool]
    message: str
    parameters: Mapping[str, Any] = {}


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


def one_of(*values: str) -> JsonType:
    """One of these texts. Another check reports a value that is not a text."""
    return allowed(lambda value: not isinstance(value, str) or value in values, *values)


def only(*values: str) -> JsonType:
    """One of these texts and no value of another type."""
    return allowed(values.__contains__, *values)


def allowed(fits: Callable[[Json], bool], *values: str) -> JsonType:
    """A type of which the message lists the values."""
    message = N_("{key} must be one of these values: {values}. It is {value}. Correct it.")
    return JsonType(fits, message, {"values": values})


def whole_number(low: int, high: int = MAX_INTEGER) -> JsonType:
    """A whole number from low to high."""
    message = N_("{key} must be a whole number from {low} to {high}, but it is {value}. Correct it.")
    if high == MAX_INTEGER:
        message = N_("{key} must be a whole number of at least {low}, but it is {value}. Correct it.")
    return JsonType(
        lambda value: NUMBER.fits(value) and float(str(value)).is_integer() and low <= float(str(value)) <= high,
        message,
        {"low": low, "high": high},
    )


def if_number(kind: JsonType) -> JsonType:
    """The type, for numbers only. Another check reports a value that is not a number."""
    return replace(kind, fits=lambda value: not NUMBER.fits(value) or kind.fits(value))


def if_filled(kind: JsonType) -> JsonType:
    """The type, for values that are not empty. Another check reports an empty text or list."""
    return replace(kind, fits=lambda value: value in ("", []) or kind.fits(value))


def wrong_types(
    file: FileWithFindings, value: Json, types: Mapping[str, JsonType], *, pointer: str = ""
) -> Iterator[RawFinding]:
    """A finding for each member of an object that has another type. null counts as missing.

    pointer leads to the object.
    """
    values = members(value)
    for key in filter(values.__contains__, types):
        member, kind = values[key], types[key]
        if member is not None and not kind.fits(member):
            shown = json.dumps(member, ensure_ascii=False)
            if len(shown) > _MAX_SHOWN_VALUE:
                shown = f"{shown[:_MAX_SHOWN_VALUE]}…"
            yield file.finding(pointer + pointer_to(key), shown, message=kind.message, key=key, **kind.parameters)
