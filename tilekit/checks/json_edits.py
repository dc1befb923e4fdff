"""Single edits of a JSON file by its places: one costs the same however large the file is."""

import json

from tilekit.checks.finding import Edit
from tilekit.checks.reading import value_at
from tilekit.core.fields import Json
from tilekit.parse.json import JsonDocument, escaped, parts_of

_SPACE = " \t\r\n"


def replacement(file: str, document: JsonDocument, pointer: str, *, new: Json) -> Edit:
    """Write another value in the place of the one at the pointer. Raises KeyError where there is none."""
    start, end = document.span(pointer)
    return Edit(file=file, start=start, end=end, replacement=written(new))


def insertion(file: str, document: JsonDocument, pointer: str, *, new: Json) -> Edit | None:
    """Add a member behind the last one of its object, in its layout; None where there is no such object."""
    parent, _, name = pointer.rpartition("/")
    held = value_at(document.value, parent)
    if not isinstance(held, dict) or parent not in document.places.values:
        return None
    text = document.source.text
    member = f"{json.dumps(parts_of(f'/{name}')[0], ensure_ascii=False)}: {written(new)}"
    if not held:
        at = document.places.values[parent][0] + 1
        return _edit(document, file, (at, at), new=member)
    last = f"{parent}/{escaped(next(reversed(held)))}"
    start, end = document.places.keys[last][0], document.places.values[last][1]
    before = start
    while text[before - 1] in _SPACE:
        before -= 1
    return _edit(document, file, (end, end), new=f",{text[before:start]}{member}")


def removal(file: str, document: JsonDocument, pointer: str) -> Edit:
    """Take out a member or an item with the comma that belongs to it. Raises KeyError where there is none."""
    text = document.source.text
    start = document.places.keys.get(pointer, document.places.values[pointer])[0]
    end = document.places.values[pointer][1]
    after = _skipped(text, end)
    if text[after] == ",":
        return _edit(document, file, (start, _skipped(text, after + 1)), new="")
    before = start
    while text[before - 1] in _SPACE:
        before -= 1
    if text[before - 1] == ",":
        return _edit(document, file, (before - 1, end), new="")
    return _edit(document, file, (before, after), new="")


def written(value: Json) -> str:
    """The value as JSON on one line; letters stay letters, and half a surrogate pair is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def _skipped(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _edit(document: JsonDocument, file: str, span: tuple[int, int], *, new: str) -> Edit:
    start, end = (document.source.byte_offset(offset) for offset in span)
    return Edit(file=file, start=start, end=end, replacement=new)
