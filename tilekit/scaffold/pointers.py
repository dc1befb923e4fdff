"""Set and remove by JSON pointer in a value of unknown shape."""

from copy import copy

from tilekit.core.fields import Json
from tilekit.parse.json import pointer_parts
from tilekit.parse.json_values import value_at


def copied_to(value: Json, pointer: str) -> Json:
    """The value with its containers down to the pointer copied, so that they may be changed; the rest is shared."""
    root: dict[str, Json] = {"": value}
    node: dict[str, Json] | list[Json] = root
    for part in ("", *pointer_parts(pointer)):
        inner = copy(_child(node, part)) if isinstance(node, dict) or part.isdecimal() else None
        if not isinstance(inner, dict | list):
            break
        _set_child(node, part, inner)
        node = inner
    return root[""]


def put_at(value: dict[str, Json], pointer: str, new: Json) -> None:
    """Set the value, creating missing parents and replacing parents of another type."""
    parts = pointer_parts(pointer)
    node: dict[str, Json] | list[Json] = value
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if following == "":
            _set_child(node, part, new)
            return
        inner = _child(node, part)
        container: dict[str, Json] | list[Json] = [] if following.isdecimal() else {}
        if not isinstance(inner, type(container)):
            inner = container
            _set_child(node, part, inner)
        node = inner


def remove_at(value: Json, pointer: str) -> None:
    """Remove a member of an object or an item of a list; does nothing if there is none."""
    above, _, last = pointer.rpartition("/")
    holder = value_at(value, above)
    if isinstance(holder, dict):
        holder.pop(pointer_parts("/" + last)[0], None)
    elif isinstance(holder, list):
        del holder[int(last) : int(last) + 1]


def _child(node: dict[str, Json] | list[Json], part: str) -> Json:
    if isinstance(node, dict):
        return node.get(part)
    return node[int(part)] if int(part) < len(node) else None


def _set_child(node: dict[str, Json] | list[Json], part: str, new: Json) -> None:
    if isinstance(node, dict):
        node[part] = new
    elif int(part) < len(node):
        node[int(part)] = new
    else:
        node.append(new)
