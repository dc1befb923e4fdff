"""Single edits of a JSON file by position. The cost of an edit doesn't depend on the size of the file."""

import json
import re
from collections.abc import Mapping, Sequence

from tilekit.checks.finding import Edit
from tilekit.checks.fixes import text_edit
from tilekit.core.fields import Json
from tilekit.parse.json import JsonFile, escaped, pointer_parts
from tilekit.parse.json_values import text, value_at
from tilekit.parse.text import past_white

_SPACE = " \t\r\n"
# One escaped character; a surrogate pair is also one.
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_INDENT, _INDENT_SEARCH_LENGTH = re.compile(r"\n([ \t]+)\S"), 2_000


def replacement(file: str, document: JsonFile, pointer: str, *, new: Json, is_laid_out: bool = False) -> Edit:
    """Replace the value at the pointer. Raises KeyError if there is none.

    is_laid_out writes the new value on several lines.
    """
    start, end = document.span(pointer)
    text = _laid_out(new, "\n", document) if is_laid_out else json_literal(new)
    return Edit(file=file, start=start, end=end, replacement=text)


def insertion(file: str, document: JsonFile, pointer: str, *, new: Json) -> Edit | None:
    """Append a member to its object, in the object's layout; None if there is no such object."""
    parent, _, name = pointer.rpartition("/")
    container = value_at(document.value, parent)
    if not isinstance(container, dict) or parent not in document.places.values:
        return None
    text = document.source.text
    member = f"{json.dumps(pointer_parts(f'/{name}')[0], ensure_ascii=False)}: {json_literal(new)}"
    if not container:
        at = document.places.values[parent][0] + 1
        return text_edit(file, document.source, (at, at), new=member)
    last = f"{parent}/{escaped(next(reversed(container)))}"
    start, end = document.places.keys[last][0], document.places.values[last][1]
    return text_edit(file, document.source, (end, end), new=f",{_space_before(text, start)}{member}")


def removal(file: str, document: JsonFile, pointer: str) -> Edit:
    """Remove a member or an item with its comma. Raises KeyError if there is none."""
    text = document.source.text
    start = (document.places.keys.get(pointer) or document.places.values[pointer])[0]
    end = document.places.values[pointer][1]
    after = past_white(text, end)
    if text[after] == ",":
        return text_edit(file, document.source, (start, past_white(text, after + 1)), new="")
    before = start - len(_space_before(text, start))
    if text[before - 1] == ",":
        return text_edit(file, document.source, (before - 1, end), new="")
    return text_edit(file, document.source, (before, after), new="")


def members_replacement(file: str, document: JsonFile, pointer: str, *, members: Mapping[str, Json]) -> Edit:
    """Replace one member of an object with others, in the object's layout. Raises KeyError if there is none."""
    start, end = document.places.keys[pointer][0], document.places.values[pointer][1]
    before = _space_before(document.source.text, start)
    texts = [f"{json_literal(name)}: {_laid_out(value, before, document)}" for name, value in members.items()]
    return text_edit(file, document.source, (start, end), new=f",{before or ' '}".join(texts))


def addition(file: str, document: JsonFile, pointer: str, *, new: Json, is_first: bool = False) -> Edit | None:
    """Add an item at the end of a list, or at its start, in the list's layout; None if there is no such list."""
    items = value_at(document.value, pointer)
    if not isinstance(items, list) or pointer not in document.places.values:
        return None
    if not items:
        return replacement(file, document, pointer, new=[new])
    start, end = document.places.values[f"{pointer}/{0 if is_first else len(items) - 1}"]
    before = _space_before(document.source.text, start)
    item = _laid_out(new, before, document)
    if is_first:
        return text_edit(file, document.source, (start, start), new=f"{item},{before or ' '}")
    return text_edit(file, document.source, (end, end), new=f",{before or ' '}{item}")


def reordering(file: str, document: JsonFile, pointer: str, *, order: Sequence[int]) -> tuple[Edit, ...]:
    """Reorder the items of a list. order contains the old index of each item."""
    spans = [document.places.values[f"{pointer}/{at}"] for at in range(len(order))]
    text = document.source.text
    return tuple(
        text_edit(file, document.source, spans[at], new=text[slice(*spans[other])])
        for at, other in enumerate(order)
        if at != other
    )


def part_of_text(file: str, document: JsonFile, pointer: str, *, change: tuple[int, int, str]) -> Edit:
    """Replace part of a text. change is (start, end, new text).

    The whole text is rewritten only if it contains escaped characters.
    """
    start, end, new = change
    old = text(value_at(document.value, pointer))
    place = document.places.values[pointer]
    if document.source.text[place[0] + 1 : place[1] - 1] != old:
        return replacement(file, document, pointer, new=old[:start] + new + old[end:])
    return text_edit(file, document.source, (place[0] + 1 + start, place[0] + 1 + end), new=json_literal(new)[1:-1])


def offset_in(literal: str, at: int) -> int:
    """The offset of character `at` of a text in its JSON literal, with the quotation mark and escapes."""
    offset, left = 1, at
    while left > 0 and offset < len(literal) - 1:
        found = _ESCAPE.match(literal, offset)
        offset, left = found.end() if found else offset + 1, left - 1
    return offset


def json_literal(value: Json) -> str:
    """The value as JSON on one line. Letters are not escaped, except lone surrogates."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def _space_before(text: str, start: int) -> str:
    before = start
    while text[before - 1] in _SPACE:
        before -= 1
    return text[before:start]


def _laid_out(value: Json, before: str, document: JsonFile) -> str:
    """The value over several lines with the file's indentation, if the items around it are on separate lines."""
    line = before.rpartition("\n")[2]
    if "\n" not in before or not isinstance(value, dict | list):
        return json_literal(value)
    first = _INDENT.search(document.source.text[:_INDENT_SEARCH_LENGTH])
    unit = first[1] if first else "  "
    lines = json.dumps(value, ensure_ascii=False, indent=unit).split("\n")
    return f"\n{line}".join(lines)
