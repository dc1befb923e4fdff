"""Single edits of a JSON file by its places: one costs the same however large the file is."""

import json
import re
from collections.abc import Mapping, Sequence

from tilekit.checks.finding import Edit
from tilekit.checks.reading import value_at
from tilekit.core.fields import Json
from tilekit.parse.json import JsonDocument, escaped, parts_of
from tilekit.parse.text import past_white

_SPACE = " \t\r\n"
# One character that is escaped; two halves of a pair are one as well.
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_INDENT, _HEAD = re.compile(r"\n([ \t]+)\S"), 2_000


def replacement(file: str, document: JsonDocument, pointer: str, *, new: Json, is_laid_out: bool = False) -> Edit:
    """Write another value in the place of the one at the pointer, on one line or over several. Raises KeyError."""
    start, end = document.span(pointer)
    return Edit(
        file=file, start=start, end=end, replacement=_laid_out(new, "\n", document) if is_laid_out else written(new)
    )


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
    return _edit(document, file, (end, end), new=f",{_space_before(text, start)}{member}")


def removal(file: str, document: JsonDocument, pointer: str) -> Edit:
    """Take out a member or an item with the comma that belongs to it. Raises KeyError where there is none."""
    text = document.source.text
    start = (document.places.keys.get(pointer) or document.places.values[pointer])[0]
    end = document.places.values[pointer][1]
    after = past_white(text, end)
    if text[after] == ",":
        return _edit(document, file, (start, past_white(text, after + 1)), new="")
    before = start - len(_space_before(text, start))
    if text[before - 1] == ",":
        return _edit(document, file, (before - 1, end), new="")
    return _edit(document, file, (before, after), new="")


def renewal(file: str, document: JsonDocument, pointer: str, *, members: Mapping[str, Json]) -> Edit:
    """Write other members in the place of one of an object, in its layout. Raises KeyError where there is none."""
    start, end = document.places.keys[pointer][0], document.places.values[pointer][1]
    before = _space_before(document.source.text, start)
    texts = [f"{written(name)}: {_laid_out(value, before, document)}" for name, value in members.items()]
    return _edit(document, file, (start, end), new=f",{before or ' '}".join(texts))


def addition(file: str, document: JsonDocument, pointer: str, *, new: Json, is_first: bool = False) -> Edit | None:
    """Add an item at the end of a list, or at its front, in its layout; None where there is no such list."""
    held = value_at(document.value, pointer)
    if not isinstance(held, list) or pointer not in document.places.values:
        return None
    if not held:
        return replacement(file, document, pointer, new=[new])
    start, end = document.places.values[f"{pointer}/{0 if is_first else len(held) - 1}"]
    before = _space_before(document.source.text, start)
    item = _laid_out(new, before, document)
    if is_first:
        return _edit(document, file, (start, start), new=f"{item},{before or ' '}")
    return _edit(document, file, (end, end), new=f",{before or ' '}{item}")


def reordering(file: str, document: JsonDocument, pointer: str, *, order: Sequence[int]) -> tuple[Edit, ...]:
    """Put the items of a list in another order: in each place stands the text of the item that order names."""
    spans = [document.places.values[f"{pointer}/{at}"] for at in range(len(order))]
    text = document.source.text
    return tuple(
        _edit(document, file, spans[at], new=text[slice(*spans[other])])
        for at, other in enumerate(order)
        if at != other
    )


def part_of_text(file: str, document: JsonDocument, pointer: str, *, change: tuple[int, int, str]) -> Edit:
    """Change characters start..end of a text; all of it is written anew only where signs of it are escaped."""
    start, end, new = change
    found = value_at(document.value, pointer)
    text = found if isinstance(found, str) else ""
    place = document.places.values[pointer]
    if document.source.text[place[0] + 1 : place[1] - 1] != text:
        return replacement(file, document, pointer, new=text[:start] + new + text[end:])
    return _edit(document, file, (place[0] + 1 + start, place[0] + 1 + end), new=written(new)[1:-1])


def offset_in(literal: str, at: int) -> int:
    """Where character `at` of a text stands in the literal that writes it, quotation mark and escapes counted."""
    offset, left = 1, at
    while left > 0 and offset < len(literal) - 1:
        found = _ESCAPE.match(literal, offset)
        offset, left = found.end() if found else offset + 1, left - 1
    return offset


def written(value: Json) -> str:
    """The value as JSON on one line; letters stay letters, and half a surrogate pair is escaped."""
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


def _laid_out(value: Json, before: str, document: JsonDocument) -> str:
    """The value over several lines, indented as the file is, where the items around it stand on lines of their own."""
    line = before.rpartition("\n")[2]
    if "\n" not in before or not isinstance(value, dict | list):
        return written(value)
    first = _INDENT.search(document.source.text[:_HEAD])
    unit = first[1] if first else "  "
    lines = json.dumps(value, ensure_ascii=False, indent=unit).split("\n")
    return f"\n{line}".join(lines)


def _edit(document: JsonDocument, file: str, span: tuple[int, int], *, new: str) -> Edit:
    start, end = (document.source.byte_offset(offset) for offset in span)
    return Edit(file=file, start=start, end=end, replacement=new)
