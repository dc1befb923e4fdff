"""The places of a result: reserved values (`/status`) and attributes (`/custom/a/b`), in the order of a page."""

from collections.abc import Iterable, Iterator

from tilekit.core.fields import Json
from tilekit.parse.json import escaped

ATTRIBUTE_PLACES = "/custom/"
_FIRST = ("/message", "/status", "/service", "/timestamp", "/trace_id", "/span_id", "/tags")


def places_in(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Pointer and value of everything except non-empty objects."""
    if isinstance(value, dict) and (value or pointer in ("", "/custom")):
        for key, inner in value.items():
            yield from places_in(inner, f"{pointer}/{escaped(str(key))}")
    else:
        yield pointer, value


def place_name(pointer: str) -> str:
    """The name of a place as in queries: `@a.b` for an attribute, `status` for a reserved value."""
    is_attribute = pointer.startswith(ATTRIBUTE_PLACES)
    keys = pointer.removeprefix(ATTRIBUTE_PLACES).split("/") if is_attribute else [pointer[1:]]
    name = ".".join(key.replace("~1", "/").replace("~0", "~") for key in keys)
    return f"@{name}" if is_attribute else name


def in_page_order(pointers: Iterable[str]) -> list[str]:
    """The pointers with reserved values first; the others stay in their order."""
    return sorted(pointers, key=lambda pointer: _FIRST.index(pointer) if pointer in _FIRST else len(_FIRST))
