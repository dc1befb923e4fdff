"""Changes values in JSON."""

import json
from collections.abc import Mapping

REMOVED = "(removed)"


def changed(value: object, changes: Mapping[str, object]) -> object:
    """A copy in which the values at JSON pointers are set, removed (REMOVED) or appended to a list (/-)."""
    copy = json.loads(json.dumps(value))
    for pointer, new in changes.items():
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        inner = copy
        for part in parents:
            inner = inner[int(part)] if isinstance(inner, list) else inner.setdefault(part, {})
        if isinstance(inner, list):
            if new is REMOVED:
                del inner[int(last)]
            elif last == "-":
                inner.append(new)
            else:
                inner[int(last)] = new
        elif new is REMOVED:
            inner.pop(last, None)
        else:
            inner[last] = new
    return copy


def text_of(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()
