"""Changes values inside a JSON text and leaves every other byte unchanged."""

import json
import re

from tilekit.core.align import runs
from tilekit.core.digest import canonical_json
from tilekit.core.fields import Json
from tilekit.parse.json import JsonFile, Span, pointer_to

_MARK = "\u0001numeral "
_MARKED_NUMERAL = re.compile(r'"\\u0001numeral ([0-9.]+)"')

# The text of a child, and the index of the old child; None for a new child.
Piece = tuple[str, int | None]


class Numeral(str):
    """A number with the spelling to use in the file: 12.50, not 12.5."""

    __slots__ = ()


def edited_json(document: JsonFile, value: Json) -> bytes:
    """The file with another value. Order, indentation, line ends and spelling stay the same where nothing changes."""
    source = document.source
    start, end = document.places.values[""]
    inner = _JsonEditor(document).text_of("", document.value, value)
    head, tail = source.data[: source.byte_offset(start)], source.data[source.byte_offset(end) :]
    return head + encoded(inner) + tail


def written_json(value: Json) -> bytes:
    """A new JSON file, indented by two spaces, with one newline at the end."""
    return encoded(_dump(value, "  ")) + b"\n"


def encoded(text: str) -> bytes:
    """The text as UTF-8. A lone surrogate, which UTF-8 can't represent, becomes its JSON escape."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(
            f"\\u{ord(character):04x}" if "\ud800" <= character <= "\udfff" else character for character in text
        ).encode("utf-8")


def is_same(one: Json, other: Json) -> bool:
    """Whether both are equal as JSON: 1 is not true, and 1 is not 1.0."""
    return one is other or (one == other and canonical_json(one) == canonical_json(other))


def _dump(value: Json, indent: str | None) -> str:
    text = json.dumps(_mark_numerals(value), indent=indent, ensure_ascii=False)
    return _MARKED_NUMERAL.sub(r"\1", text)


def _mark_numerals(value: Json) -> Json:
    if isinstance(value, Numeral):
        return _MARK + value
    if isinstance(value, dict):
        return {key: _mark_numerals(item) for key, item in value.items()}
    return [_mark_numerals(item) for item in value] if isinstance(value, list) else value


class _JsonEditor:
    def __init__(self, document: JsonFile) -> None:
        self.text, self.places = document.source.text, document.places
        self.newline = "\r\n" if "\r\n" in self.text else "\n"
        self.is_compact = "\n" not in self.text.strip()
        self.unit = document.indentation

    def text_of(self, pointer: str, old: Json, new: Json) -> str:
        """The text of the value after the change."""
        start, end = self.places.values[pointer]
        if is_same(old, new):
            return self.text[start:end]
        if isinstance(old, dict) and isinstance(new, dict):
            return self._object_text(pointer, old, new)
        if isinstance(old, list) and isinstance(new, list):
            return self._array(pointer, old, new)
        return self._new_text(new, self._indent_at(start))

    def _object_text(self, pointer: str, old: dict[str, Json], new: dict[str, Json]) -> str:
        members = self.places.members(pointer)
        spans = [span for _, span in members]
        pieces: list[Piece] = []
        for number, (key, span) in enumerate(members):
            if key not in new:
                continue
            inner = pointer + pointer_to(key)
            value_start, value_end = self.places.values[inner]
            text = self.text[span[0] : span[1]]
            if span[1] == value_end:  # of two equal keys only the last one counts
                text = self.text[span[0] : value_start] + self.text_of(inner, old[key], new[key])
            pieces.append((text, number))
        added = [key for key in new if key not in old]
        colon = self._colon(pointer, old)
        indent = self._child_indent(pointer, spans)
        pieces += [
            (json.dumps(key, ensure_ascii=False) + colon + self._new_text(new[key], indent), None) for key in added
        ]
        return self._container_text(pointer, spans, pieces)

    def _array(self, pointer: str, old: list[Json], new: list[Json]) -> str:
        spans = [self.places.values[f"{pointer}/{index}"] for index in range(len(old))]
        indent = self._child_indent(pointer, spans)
        pieces: list[Piece] = []
        for _, i1, i2, j1, j2 in runs([canonical_json(item) for item in old], [canonical_json(item) for item in new]):
            pairs = min(i2 - i1, j2 - j1)
            for step in range(pairs):
                text = self.text_of(f"{pointer}/{i1 + step}", old[i1 + step], new[j1 + step])
                pieces.append((text, i1 + step))
            pieces += [(self._new_text(item, indent), None) for item in new[j1 + pairs : j2]]
        return self._container_text(pointer, spans, pieces)

    def _container_text(self, pointer: str, spans: list[Span], pieces: list[Piece]) -> str:
        """The container around its children, each after the same white space as before."""
        start, end = self.places.values[pointer]
        left, right = self.text[start], self.text[end - 1]
        if not pieces:
            return left + right
        if not spans:
            return self._wrap(left + right, [text for text, _ in pieces], self._indent_at(start))
        lead, tail = self.text[start + 1 : spans[0][0]], self.text[spans[-1][1] : end - 1]
        parts = [left, lead]
        for number, (text, index) in enumerate(pieces):
            if number:
                parts.append(self._gap(spans, index, lead))
            parts.append(text)
        return "".join([*parts, tail, right])

    def _gap(self, spans: list[Span], index: int | None, lead: str) -> str:
        if index:
            return self.text[spans[index - 1][1] : spans[index][0]]
        if len(spans) > 1:
            return self.text[spans[0][1] : spans[1][0]]
        return "," + lead if "\n" in lead else ", "

    def _wrap(self, brackets: str, texts: list[str], indent: str | None) -> str:
        if indent is None:
            return brackets[0] + ", ".join(texts) + brackets[1]
        inner = self.newline + indent + self.unit
        return brackets[0] + inner + ("," + inner).join(texts) + self.newline + indent + brackets[1]

    def _colon(self, pointer: str, old: dict[str, Json]) -> str:
        for key in old:
            inner = pointer + pointer_to(key)
            return self.text[self.places.keys[inner][1] : self.places.values[inner][0]]
        return ": "

    def _child_indent(self, pointer: str, spans: list[Span]) -> str | None:
        """The indentation of the container's children; None if they are on its own line."""
        start = self.places.values[pointer][0]
        if spans:
            lead = self.text[start + 1 : spans[0][0]]
            return lead.rpartition("\n")[2] if "\n" in lead else None
        indent = self._indent_at(start)
        return None if indent is None else indent + self.unit

    def _indent_at(self, offset: int) -> str | None:
        """The indentation of the line with this character; None if the file is a single line."""
        if self.is_compact:
            return None
        line = self.text[self.text.rfind("\n", 0, offset) + 1 :]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def _new_text(self, value: Json, indent: str | None) -> str:
        if indent is None:
            return _dump(value, None)
        return _dump(value, self.unit).replace("\n", self.newline + indent)
