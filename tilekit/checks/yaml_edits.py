"""Single edits of a YAML file by position. Comments, quotation marks, line ends and indentation don't change."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit
from tilekit.checks.parsed_files import text_of, yaml_of
from tilekit.checks.yaml_layout import YamlLayout
from tilekit.checks.yaml_texts import block_lines, inline, yaml_literal
from tilekit.core.fields import Json
from tilekit.parse.json import escaped, pointer_parts
from tilekit.parse.json_values import value_at
from tilekit.parse.positions import Unparsable, readable
from tilekit.parse.text import SourceText, past_white
from tilekit.parse.yaml import YamlFile, parse_yaml
from tilekit.parse.yaml_spans import BLOCK, YamlSpan

MAX_EDITED_YAML_BYTES = 200_000
"""Larger files are not edited. Nobody writes them by hand, and each edit needs the positions of all values."""
# Files with other line ends, with blank lines that belong to a text, or with keys after a question mark aren't edited.
# Each pattern begins with the characters it needs, so that a file without them is skipped quickly.
_ODD_END = re.compile(r"[\r\x85\u2028\u2029](?!(?<=\r)\n)")
_KEPT_END = re.compile(r"[|>](?:[1-9]?\+|\+[1-9])[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_QUESTION = re.compile(r"\?\s")
_MARKED_KEY = re.compile(r"(?:^|[-{,])\s*\?\s", re.MULTILINE)


class YamlText(YamlLayout, frozen=True):
    """A YAML file that can be edited in single places."""

    def replacing(self, pointer: str, new: Json) -> Edit | None:
        """Replace the value. A text gets the quotation marks of the old one."""
        place = self.places.get(pointer)
        if place is None or place.style == BLOCK:
            return None
        was_text = isinstance(value_at(self.value, pointer), str)
        style = place.style if was_text else self.quotes(pointer.rpartition("/")[0])
        text = inline(new) if isinstance(new, dict | list) else yaml_literal(new, style)
        space = " " if place.start == place.end and self.text[place.start - 1 : place.start] == ":" else ""
        return self.edit(place.start, place.end, f"{space}{text}")

    def inserting(self, pointer: str, new: Json, *, before: str = "") -> Edit | None:
        """Add a member to an existing object: before the named one, or after the last."""
        parent, name = pointer.rpartition("/")[0], pointer_parts(pointer)[-1]
        above, container = self.places.get(parent), value_at(self.value, parent)
        if above is None or not isinstance(container, dict) or not container or name in container:
            return None
        place = self.places[f"{parent}/{escaped(before or next(reversed(container)))}"]
        start = place.key or 0
        if above.style != BLOCK:
            key = inline(name) if self.text[start] == '"' else yaml_literal(name, "")
            return self._in_flow(place, f"{key}: {inline(new)}", is_before=bool(before))
        column = self.column(start)
        lines = block_lines({name: new}, style=self.quotes(parent), step=self.step)
        if not before:
            return self._edit_below(place, [" " * column + line for line in lines])
        if not self.text[start - column : start].strip():  # it starts its line, so whole lines are inserted
            start -= column
            return self.edit(start, start, "".join(f"{' ' * column}{line}{self.newline}" for line in lines))
        return self.edit(start, start, self._indented_text(lines, column) + " " * column)

    def removing(self, pointer: str) -> Edit | None:
        """Remove a member or an item with its lines; None for the only one, because its parent would have no value."""
        place, parent = self.places.get(pointer), pointer.rpartition("/")[0]
        above, container = self.places.get(parent), value_at(self.value, parent)
        if place is None or above is None or not isinstance(container, dict | list) or len(container) < 2:
            return None
        if above.style != BLOCK:
            return self._out_of_flow(place)
        start = self.head(pointer)
        line = self.text.rfind("\n", 0, start) + 1
        end = self.line_end(place)
        if end is None:
            return None
        if not self.text[line:start].strip():
            return self._without_lines(line, end)
        following = self.next_member(parent, pointer)
        if following is None or "#" in self.text[place.end : following]:
            return None
        return self.edit(start, following, "")

    def without(self, place: YamlSpan) -> Edit | None:
        """Remove a member whose key is repeated below; None if it shares its lines with others."""
        line, end = self.text.rfind("\n", 0, place.head) + 1, self.line_end(place)
        if end is None:
            return None
        if not self.text[line : place.head].strip():
            return self._without_lines(line, end)
        following = past_white(self.text, end)
        is_first = not self.text[line : place.head].strip(" -") and self.text[following] != "#"
        return self.edit(place.head, following, "") if is_first else None

    def adding(self, pointer: str, new: Json, *, at: int | None = None) -> Edit | None:
        place, items = self.places.get(pointer), value_at(self.value, pointer)
        if place is None or not isinstance(items, list):
            return None
        if not items:
            return self._first_item(place, new)
        if place.style != BLOCK:
            neighbour = self.places[f"{pointer}/{len(items) - 1 if at is None else at}"]
            return self._in_flow(neighbour, inline(new), is_before=at is not None)
        number = len(items) - 1 if at is None else at
        start = self.head(f"{pointer}/{number}")
        column = self.column(start)
        if self.text[self.text.rfind("\n", 0, start) + 1 : start].strip():
            return None
        item = self._item_lines(new, f"{pointer}/{number}")
        if at is not None:
            return self.edit(start, start, self._indented_text(item, column) + " " * column)
        return self._edit_below(self.places[f"{pointer}/{number}"], [" " * column + line for line in item])

    def _edit_below(self, place: YamlSpan, lines: Sequence[str]) -> Edit | None:
        end = self.line_end(place)
        if end is None:
            return None
        text = self.newline.join(lines)
        if end == len(self.text):
            return self.edit(end, end, f"{self.newline}{text}")
        start = self.text.index("\n", end) + 1
        return self.edit(start, start, f"{text}{self.newline}")

    def _without_lines(self, start: int, end: int) -> Edit:
        if end == len(self.text):
            before = start - len(self.newline) if start else 0
            return self.edit(before, end, "")
        return self.edit(start, self.text.index("\n", end) + 1, "")

    def _indented_text(self, lines: Sequence[str], column: int) -> str:
        """The lines as one text to insert at this column: all lines except the first are indented."""
        return "".join(f"{' ' * column if number else ''}{line}{self.newline}" for number, line in enumerate(lines))

    def _item_lines(self, new: Json, neighbour: str) -> list[str]:
        """The lines of an item, formatted like the item at the pointer `neighbour`; "" if there is none."""
        if isinstance(new, dict):
            lines = block_lines(new, style=self.quotes(neighbour), step=self.step)
        else:
            style = self.places[neighbour].style if neighbour else ""
            lines = [yaml_literal(new, style if style in ("'", '"') else "")]
        return ["- " + lines[0], *("  " + line for line in lines[1:])]

    def _first_item(self, place: YamlSpan, new: Json) -> Edit | None:
        if place.key is None or self.line_end(place) is None:
            return None
        column = self.column(place.key) + self.step
        text = "".join(f"{self.newline}{' ' * column}{line}" for line in self._item_lines(new, ""))
        return self.edit(len(self.text[: place.start].rstrip()), place.end, text)

    def _in_flow(self, place: YamlSpan, text: str, *, is_before: bool) -> Edit:
        start = place.start if place.key is None else place.key
        space = self.text[len(self.text[:start].rstrip()) : start] or " "
        if is_before:
            return self.edit(start, start, f"{text},{space}")
        return self.edit(place.end, place.end, f",{space}{text}")

    def _out_of_flow(self, place: YamlSpan) -> Edit | None:
        start = place.start if place.key is None else place.key
        after = re.compile(r"\s*,\s*").match(self.text, place.end)
        if after:
            return self.edit(start, after.end(), "")
        before = self.text[:start].rstrip()
        return self.edit(len(before) - 1, place.end, "") if before.endswith(",") else None


def yaml_text(bundle: Bundle, file: str) -> YamlText | None:
    """The file for editing, read once per bundle; None if it can't be read, has repeated keys, or is too large."""
    return bundle.cached((file, __name__), lambda: _readable_yaml(bundle, file))


def without_earlier(bundle: Bundle, file: str) -> dict[str, tuple[Edit, ...]]:
    """JSON pointer -> the edits that remove earlier values of a repeated key, which have no effect.

    Members that share lines with others are left out. Raises Unparsable.
    """
    text = _laid_out(bundle, file)
    if text is None:
        return {}
    removals = {pointer: [*map(text.without, places)] for pointer, places in yaml_of(bundle, file).earlier.items()}
    return {pointer: tuple(filter(None, edits)) for pointer, edits in removals.items() if all(edits)}


def _readable_yaml(bundle: Bundle, file: str) -> YamlText | None:
    try:
        return None if yaml_of(bundle, file).duplicates else _laid_out(bundle, file)
    except Unparsable:
        return None


def _laid_out(bundle: Bundle, file: str) -> YamlText | None:
    return _editable(file, yaml_of(bundle, file), text_of(bundle, file))


def editable_yaml(data: bytes) -> YamlText | None:
    """The file for editing, outside of a bundle; None as for `yaml_text`."""
    read = readable(parse_yaml, data)
    return None if read is None or read.duplicates else _editable("", read, SourceText(data))


def _editable(file: str, read: YamlFile, source: SourceText) -> YamlText | None:
    if len(source.data) > MAX_EDITED_YAML_BYTES or _is_unsafe(source.text):
        return None
    return YamlText(file=file, source=source, value=read.value, places=read.places)


def _is_unsafe(text: str) -> bool:
    if _ODD_END.search(text) or _KEPT_END.search(text):
        return True
    return _QUESTION.search(text) is not None and _MARKED_KEY.search(text) is not None
