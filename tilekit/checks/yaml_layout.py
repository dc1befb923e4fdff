"""The layout of a YAML file: where lines, keys and dashes begin, and the style of neighbouring values."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from tilekit.checks.fixes import EditableText
from tilekit.core.fields import Json
from tilekit.parse.json import escaped
from tilekit.parse.json_values import value_at
from tilekit.parse.yaml_spans import BLOCK, YamlSpan

_REST = re.compile(r"[ \t]*(?:#[^\n]*)?")
_FARTHEST = 8
_BLOCK_INDICATORS = ("|", ">")


class YamlLayout(EditableText, frozen=True, kw_only=True):
    """A YAML file with the positions of its values; offsets count characters."""

    value: Json
    places: dict[str, YamlSpan]

    @cached_property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def step(self) -> int:
        """The indentation of list items relative to their key, from the first list in the file."""
        for pointer, place in self.places.items():
            if place.is_list and place.style == BLOCK and place.key is not None and f"{pointer}/0" in self.places:
                step = self.column(self.head(f"{pointer}/0")) - self.column(place.key)
                return step if 0 <= step <= _FARTHEST else 2
        return 2

    def quotes(self, pointer: str) -> str:
        """The quotation marks for a new text in an object: those of its last text, otherwise the most common ones in
        the file.
        """
        mapping = value_at(self.value, pointer)
        keys = [key for key, value in mapping.items() if isinstance(value, str)] if isinstance(mapping, dict) else []
        styles = [self.places[f"{pointer}/{escaped(key)}"].style for key in keys]
        quote_styles = [style for style in styles if style not in _BLOCK_INDICATORS]
        return quote_styles[-1] if quote_styles else self._usual_quotes

    @cached_property
    def _usual_quotes(self) -> str:
        texts = (pointer for pointer in self.places if isinstance(value_at(self.value, pointer), str))
        styles = Counter(self.places[pointer].style for pointer in texts)
        return max(("", "'", '"'), key=lambda style: styles[style])

    def column(self, offset: int) -> int:
        return offset - (self.text.rfind("\n", 0, offset) + 1)

    def head(self, pointer: str) -> int:
        """The offset of a member's key or an item's dash."""
        place = self.places[pointer]
        if place.key is not None:
            return place.key
        parent, _, at = pointer.rpartition("/")
        start = self.places[f"{parent}/{int(at) - 1}"].end if at != "0" else self.places[parent].start
        while self.text[start] != "-":  # between two items, there is only white space or comments
            start = self.text.find("\n", start) if self.text[start] == "#" else start + 1
        return start

    def next_member(self, parent: str, pointer: str) -> int | None:
        mapping = value_at(self.value, parent)
        pointers = [f"{parent}/{escaped(key)}" for key in mapping] if isinstance(mapping, dict) else []
        after = pointers[pointers.index(pointer) + 1 :] if pointer in pointers else []
        return self.places[after[0]].key if after else None

    def line_end(self, place: YamlSpan) -> int | None:
        """The end of the last line of a value; None if something else is on that line."""
        rest = _REST.match(self.text, place.end)
        end = rest.end() if rest else place.end
        if self.text[end - 1 : end] == "\r":
            end -= 1
        return end if self.text[end : end + 2].startswith(("\n", "\r\n")) or end == len(self.text) else None
