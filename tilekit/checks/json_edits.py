"""Single edits of a JSON file by position. The cost of an edit doesn't depend on the size of the file."""

import json
import re
from collections.abc import Mapping, Sequence

from tilekit.checks.finding import Edit
from tilekit.checks.fixes import EditableText
from tilekit.core.fields import Json
from tilekit.parse.json import JsonFile, Span, escaped, pointer_parts
from tilekit.parse.json_values import text, value_at
from tilekit.parse.text import past_white

_SPACE = " \t\r\n"
# One escaped character; a surrogate pair is also one.
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")


class JsonText(EditableText, frozen=True):
    """A JSON file that can be edited in single places. New values follow the layout of those next to them."""

    document: JsonFile

    def replacing(self, pointer: str, new: Json, *, is_laid_out: bool = False) -> Edit | None:
        """Replace the value. is_laid_out writes the new one on several lines."""
        span = self._span(pointer)
        return self.edit(*span, self._laid_out(new, "\n") if is_laid_out else json_literal(new)) if span else None

    def inserting(self, pointer: str, new: Json) -> Edit | None:
        parent, _, name = pointer.rpartition("/")
        span, container = self._span(parent), value_at(self.document.value, parent)
        if span is None or not isinstance(container, dict):
            return None
        member = f"{json.dumps(pointer_parts(f'/{name}')[0], ensure_ascii=False)}: {json_literal(new)}"
        if not container:
            return self.edit(span[0] + 1, span[0] + 1, member)
        start, end = self._member(f"{parent}/{escaped(next(reversed(container)))}")
        return self.edit(end, end, f",{_space_before(self.text, start)}{member}")

    def removing(self, pointer: str) -> Edit | None:
        """Remove a member or an item with its comma."""
        if self._span(pointer) is None:
            return None
        start, end = self._member(pointer)
        after = past_white(self.text, end)
        if self.text[after] == ",":
            return self.edit(start, past_white(self.text, after + 1), "")
        before = start - len(_space_before(self.text, start))
        return self.edit(before - 1, end, "") if self.text[before - 1] == "," else self.edit(before, after, "")

    def adding(self, pointer: str, new: Json, *, at: int | None = None) -> Edit | None:
        span, items = self._span(pointer), value_at(self.document.value, pointer)
        if span is None or not isinstance(items, list):
            return None
        if not items:
            return self.replacing(pointer, [new])
        start, end = self.document.places.values[f"{pointer}/{len(items) - 1 if at is None else at}"]
        before = _space_before(self.text, start)
        item = self._laid_out(new, before)
        if at is None:
            return self.edit(end, end, f",{before or ' '}{item}")
        return self.edit(start, start, f"{item},{before or ' '}")

    def expanding(self, pointer: str, members: Mapping[str, Json]) -> Edit | None:
        """Replace one member of an object with others."""
        if self._span(pointer) is None:
            return None
        start, end = self._member(pointer)
        before = _space_before(self.text, start)
        texts = [f"{json_literal(name)}: {self._laid_out(value, before)}" for name, value in members.items()]
        return self.edit(start, end, f",{before or ' '}".join(texts))

    def reordering(self, pointer: str, order: Sequence[int]) -> tuple[Edit, ...]:
        """Reorder the items of a list. order contains the old index of each item."""
        spans = [self.document.places.values[f"{pointer}/{at}"] for at in range(len(order))]
        return tuple(
            self.edit(*spans[at], self.text[slice(*spans[other])]) for at, other in enumerate(order) if at != other
        )

    def rewording(self, pointer: str, change: tuple[int, int, str]) -> Edit | None:
        """Replace part of a text. change is (start, end, new text).

        The whole text is rewritten only if it contains escaped characters.
        """
        (start, end, new), span = change, self._span(pointer)
        old = text(value_at(self.document.value, pointer))
        if span is None or self.text[span[0] + 1 : span[1] - 1] != old:
            return self.replacing(pointer, old[:start] + new + old[end:])
        return self.edit(span[0] + 1 + start, span[0] + 1 + end, json_literal(new)[1:-1])

    def _span(self, pointer: str) -> Span | None:
        return self.document.places.values.get(pointer)

    def _member(self, pointer: str) -> Span:
        """The span of a member with its key, or of an item."""
        places = self.document.places
        return (places.keys.get(pointer) or places.values[pointer])[0], places.values[pointer][1]

    def _laid_out(self, value: Json, before: str) -> str:
        """The value over several lines with the file's indentation, if the items around it are on separate lines."""
        line = before.rpartition("\n")[2]
        if "\n" not in before or not isinstance(value, dict | list):
            return json_literal(value)
        lines = json.dumps(value, ensure_ascii=False, indent=self.document.indentation).split("\n")
        return f"\n{line}".join(lines)


def json_text(file: str, document: JsonFile) -> JsonText:
    """The file for editing."""
    return JsonText(file=file, source=document.source, document=document)


def offset_in(literal: str, at: int) -> int:
    """The offset of character `at` of a text in its JSON literal, with the quotation mark and escapes."""
    offset, left = 1, at
    while left > 0 and offset < len(literal) - 1:
        escape = _ESCAPE.match(literal, offset)
        offset, left = escape.end() if escape else offset + 1, left - 1
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
