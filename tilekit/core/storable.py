"""Find and remove parts of a value that a database, page or file cannot represent."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tilekit.core.field import Json

REPLACEMENT = "\ufffd"
MAX_STORED_LEVELS = 20
# Above this, JavaScript and floats cannot represent every whole number.
MAX_SAFE_INTEGER = 2**53


def is_storable_text(text: str) -> bool:
    """Whether the text contains no NUL and no lone surrogate."""
    return "\0" not in text and (text.isascii() or _is_encodable(text))


def bad_character(text: str) -> str:
    """The first character that cannot be stored, in the form U+0000; "" if there is none."""
    character = "" if is_storable_text(text) else next(item for item in text if not is_storable_text(item))
    return f"U+{ord(character):04X}" if character else ""


def storable_text(text: str) -> str:
    """The text with U+FFFD for each character that cannot be stored."""
    return (
        text
        if is_storable_text(text)
        else "".join(character if is_storable_text(character) else REPLACEMENT for character in text)
    )


def storable_value(value: Json, levels: int = MAX_STORED_LEVELS) -> Json:
    """The value as it can be stored and shown; a valid value is returned unchanged.

    Infinite and too large numbers become text, which findings then report. Values that are nested too deeply become
    None.
    """
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if is_storable_number(value) else str(value)
    if levels == 0:
        return None
    if isinstance(value, dict):
        return {storable_text(name): storable_value(item, levels - 1) for name, item in value.items()}
    return [storable_value(item, levels - 1) for item in value]


def is_storable_number(number: float) -> bool:
    """Whether the number is finite and small enough for JavaScript."""
    return isfinite(number) if isinstance(number, float) else abs(number) <= MAX_SAFE_INTEGER


def is_shallow(value: Json) -> bool:
    """Whether the value has at most MAX_STORED_LEVELS levels. Stops at the first level that is too deep."""
    layer, left = [value], MAX_STORED_LEVELS
    while layer and left >= 0:
        layer = [inner for item in layer for inner in _children(item)]
        left -= 1
    return not layer


def _children(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
